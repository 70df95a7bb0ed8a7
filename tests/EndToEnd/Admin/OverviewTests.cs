using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Admin;

public sealed class OverviewTests : AdminTest
{
    [Fact]
    public async Task The_overview_counts_all_users_and_today()
    {
        (_, ApiClient bob) = await AddUserAsync("bob");
        byte[] small = Pictures.Png(20, 20, seed: 1), large = Pictures.Png(300, 200, seed: 2);
        await Admin.UploadAsync("a.png", small);
        await bob.UploadAsync("b.png", large);
        await bob.PostAsync("api/albums", ("name", "trip"));

        JsonElement overview = Ok(await Admin.GetAsync("api/admin/overview")).Data;

        Assert.Equal((2, 3, 2, small.Length + large.Length), (Number(overview, "users"), Number(overview, "albums"), Number(overview, "images"), Number(overview, "bytes")));
        JsonElement[] days = [.. overview.GetProperty("days").EnumerateArray()];
        Assert.Equal((30, 2), (days.Length, days.Sum(day => Number(day, "images"))));
        Assert.Equal(days.Select(day => Text(day, "day")).Order(StringComparer.Ordinal), days.Select(day => Text(day, "day")));
        // The day may have changed since.
        Assert.Contains(days[^2..], day => Number(day, "bytes") > 0);
        Assert.Equal([("bob", (long)large.Length), ("admin", small.Length)], overview.GetProperty("usage").EnumerateArray().Select(u => (Text(u, "username"), Number(u, "bytes"))));
        Assert.InRange(Number(overview.GetProperty("disk"), "free"), 1, Number(overview.GetProperty("disk"), "total"));
    }

    [Fact]
    public async Task The_cache_is_counted_emptied_and_fills_again()
    {
        string url = Text((await Admin.UploadAsync("a.png", Pictures.Png(600, 400, seed: 1))).Data.GetProperty("success")[0], "url");
        await Admin.Http.GetByteArrayAsync(new Uri(url + "?width=100"), TestContext.Current.CancellationToken);
        long cached = Number(Ok(await Admin.GetAsync("api/admin/overview")).Data.GetProperty("cache"), "bytes");

        long freed = Number(Ok(await Admin.DeleteAsync("api/admin/cache")).Data, "bytes");

        Assert.True(cached > 0);
        Assert.Equal(cached, freed);
        Assert.Empty(Directory.GetFiles(Path.Combine(Daemon.Folder, "data", "images", ".cache"), "*.jpg", SearchOption.AllDirectories));
        Assert.Equal(0, Number(Ok(await Admin.GetAsync("api/admin/overview")).Data.GetProperty("cache"), "bytes"));
        Assert.NotEmpty(await Admin.Http.GetByteArrayAsync(new Uri(url + "?width=100"), TestContext.Current.CancellationToken));
        Assert.Equal(cached, Number(Ok(await Admin.DeleteAsync("api/admin/cache")).Data, "bytes"));
    }

    [Fact]
    public async Task Everybodys_images_and_albums_are_listed_with_their_users_and_deleted()
    {
        (long id, ApiClient bob) = await AddUserAsync("bob");
        JsonElement mine = (await Admin.UploadAsync("cat.png", Pictures.Png(seed: 1))).Data.GetProperty("success")[0];
        JsonElement his = (await bob.UploadAsync("dog.png", Pictures.Png(seed: 2), ("album", "trip"))).Data.GetProperty("success")[0];

        Assert.Equal(["dog.png bob", "cat.png admin"], await ImagesAsync("sort=-id"));
        Assert.Equal(["dog.png bob"], await ImagesAsync($"user={id}"));
        Assert.Equal(["dog.png bob"], await ImagesAsync("user=BOB&album=trip"));
        Assert.Equal(["cat.png admin"], await ImagesAsync("q=CAT"));
        Assert.Empty(await ImagesAsync("user=nobody"));
        Answer albums = Ok(await Admin.GetAsync("api/admin/albums?q=trip"));
        Assert.Equal(("bob", Text(his, "thumb_url")), (Text(albums.Data[0].GetProperty("user"), "username"), Text(albums.Data[0], "cover_url")));

        Answer deleted = Ok(await Admin.JsonAsync(HttpMethod.Post, "api/admin/images/delete", $$"""{"ids": [{{Number(his, "id")}}, 999, {{Number(mine, "id")}}]}"""));
        Assert.Equal([Number(his, "id"), Number(mine, "id")], deleted.Data.GetProperty("removed").EnumerateArray().Select(one => one.GetInt64()));
        Assert.Empty(await ImagesAsync("sort=id"));
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());

        async Task<string[]> ImagesAsync(string query) =>
        [
            .. Ok(await Admin.GetAsync($"api/admin/images?{query}")).Data.EnumerateArray()
                .Select(image => $"{Text(image, "name")} {Text(image.GetProperty("user"), "username")}"),
        ];
    }

    [Fact]
    public async Task The_configuration_is_shown_with_its_sources_and_without_its_secrets()
    {
        const string Secret = "a very secret secret of forty characters";
        await using Daemon daemon = await Daemon.StartAsync(settings: [("MAPLE_AUTH_SECRET_KEY", Secret), ("MAPLE_SERVER_PER_PAGE", "7")]);
        var admin = new ApiClient(daemon.Address, await daemon.CreateUserAsync("admin"));

        Answer config = Ok(await admin.GetAsync("api/admin/config"));

        Assert.Equal(("7", "10", "MAPLE_SERVER_PER_PAGE"), Row("server", "per_page"));
        Assert.Equal(("********", null, "MAPLE_AUTH_SECRET_KEY"), Row("auth", "secret_key"));
        Assert.Equal(("300", "300", "default"), Row("images", "thumb_width"));
        Assert.DoesNotContain(Secret, config.Json.GetRawText());

        (string? Value, string? Default, string Source) Row(string section, string key)
        {
            JsonElement row = config.Data.EnumerateArray().Single(one => Text(one, "section") == section && Text(one, "key") == key);
            return (row.GetProperty("value").GetString(), row.GetProperty("default").GetString(), Text(row, "source"));
        }
    }

    [Fact]
    public async Task The_log_is_shown_newest_first_by_level_and_text_and_holds_no_key()
    {
        Ok(await Admin.DeleteAsync("api/admin/cache"));
        string url = Text((await Admin.UploadAsync("a.png", Pictures.Png(seed: 1))).Data.GetProperty("success")[0], "path");
        File.Delete(Path.Combine(Daemon.Folder, "data", "images", url));
        Assert.Equal("storage_unavailable", (await Admin.GetAsync("api/images/archive?album=default")).Code);

        Answer all = Ok(await Admin.GetAsync("api/admin/log")), warnings = Ok(await Admin.GetAsync("api/admin/log?level=warning&q=cut+OFF"));
        Answer cache = Ok(await Admin.GetAsync("api/admin/log?q=CACHE"));

        JsonElement warning = Assert.Single(warnings.Data.EnumerateArray());
        Assert.Equal(("warning", "an archive is cut off: an original is gone", url), (Text(warning, "level"), Text(warning, "message"), Text(warning.GetProperty("fields"), "file")));
        Assert.Matches("^[0-9a-f]{16}$", Text(warning, "request_id"));
        Assert.Equal("error", Text(all.Data[0], "level"));
        Assert.Equal(Text(warning, "request_id"), Text(all.Data[0], "request_id"));
        Assert.Equal("the cache of sizes was emptied", Text(Assert.Single(cache.Data.EnumerateArray()), "message"));
        Assert.Equal("invalid_parameter", (await Admin.GetAsync("api/admin/log?level=loud")).Code);
    }
}
