using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>[images] keep_versions: what an image was before it was replaced.</summary>
public sealed class KeptVersionTests : IAsyncLifetime
{
    private static readonly (string, string) s_keepTwo = ("MAPLE_IMAGES_KEEP_VERSIONS", "2");
    private static readonly byte[] s_first = Pictures.Png(90, 60, seed: 1), s_second = Pictures.Jpeg(100, 50, seed: 2), s_third = Pictures.Png(30, 30, seed: 3);

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
    private Daemon _daemon = null!;
    private ApiClient _bob = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(_folder, s_keepTwo);
        _key = await _daemon.CreateUserAsync("bob");
        _bob = new ApiClient(_daemon.Address, _key);
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_last_ones_are_listed_and_sent_and_no_link_leads_to_them()
    {
        JsonElement image = await AddAsync(s_first, s_second, s_third, Pictures.Png(20, 20, seed: 4));
        string versions = $"api/images/{Id(image)}/versions";

        JsonElement[] kept = [.. (await _bob.GetAsync(versions)).Data.EnumerateArray()];

        Assert.Equal(
            [(2, "png", s_third.Length), (1, "jpg", s_second.Length)],
            kept.Select(one => (one.GetProperty("version").GetInt32(), one.GetProperty("format").GetString()!, one.GetProperty("bytes").GetInt32())));
        using HttpResponseMessage sent = await _bob.Http.SendAsync(_bob.Request(HttpMethod.Get, Text(kept[1], "url")), TestContext.Current.CancellationToken);
        Assert.Equal(s_second, await sent.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/jpeg", sent.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"attachment; filename=\"maple-{Id(image)}-v1.jpg\"", sent.Content.Headers.ContentDisposition!.ToString());
        Assert.Contains("sandbox", sent.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("same-origin", sent.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal((true, true), (sent.Headers.CacheControl!.Private, sent.Headers.CacheControl.NoCache));
        using HttpRequestMessage part = _bob.Request(HttpMethod.Get, $"{versions}/2");
        part.Headers.Range = new RangeHeaderValue(5, 9);
        using HttpResponseMessage partly = await _bob.Http.SendAsync(part, TestContext.Current.CancellationToken);
        Assert.Equal(s_third[5..10], await partly.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(s_third.Length + s_second.Length + image.GetProperty("bytes").GetInt64(), (await _bob.GetAsync("api/account")).Data.GetProperty("bytes").GetInt64());

        string path = Text(image, "path"), stem = path[..path.LastIndexOf('.')];
        foreach (string name in (string[])[$"{stem}~0.png", $"{stem}~1.jpg", $"{stem}~2.png", $"{stem}~3.png"])
            Assert.Equal(HttpStatusCode.NotFound, (await StatusAsync(new ApiClient(_daemon.Address, null), $"images/{name}")));
        Assert.Equal((20, 20), Pictures.SizeOf(await _bob.Http.GetByteArrayAsync($"images/{stem}.png", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task The_bare_link_of_an_image_whose_first_version_is_kept_leads_to_the_new_one()
    {
        JsonElement image = await AddAsync(s_first, s_third);
        string path = $"images/{Text(image, "path")}";

        Assert.Equal(s_third, await _bob.Http.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(s_third, await _bob.Http.GetByteArrayAsync(path + "?v=0", TestContext.Current.CancellationToken));
        Assert.Equal(s_first, await SentAsync(Id(image), 0));
        Assert.Equal(["~0.png", "~1.png"], Originals().Select(file => file[file.IndexOf('~')..]).Order());
    }

    [Fact]
    public async Task One_is_put_back_and_one_goes_alone()
    {
        JsonElement image = await AddAsync(s_first, s_second);
        string versions = $"api/images/{Id(image)}/versions";

        var back = new ByteArrayContent(await SentAsync(Id(image), 0)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        JsonElement restored = (await _bob.SendAsync(HttpMethod.Put, $"api/images/{Id(image)}/content", back)).Data;

        Assert.Equal((2, "png", s_first.Length), (restored.GetProperty("version").GetInt32(), Text(restored, "format"), restored.GetProperty("bytes").GetInt32()));
        Assert.Equal(s_first, await _bob.Http.GetByteArrayAsync(Text(restored, "url"), TestContext.Current.CancellationToken));
        Assert.Equal("1,0", await NumbersAsync(versions));
        Assert.Equal(1, (await _bob.DeleteAsync($"{versions}/1")).Data.GetProperty("version").GetInt32());
        Assert.Equal("0", await NumbersAsync(versions));
        Assert.Equal(2, Originals().Length);
        foreach (string none in (string[])["1", "7", "-1", "0x0", "99999999999999999999"])
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), await RefusalAsync(HttpMethod.Delete, $"{versions}/{none}"));
        Assert.Equal((HttpStatusCode.NotFound, "image_not_found"), await RefusalAsync(HttpMethod.Get, "api/images/404/versions"));
    }

    [Fact]
    public async Task Others_and_keys_that_may_not_see_none_of_it()
    {
        JsonElement image = await AddAsync(s_first, s_second);
        string versions = $"api/images/{Id(image)}/versions";
        var eve = new ApiClient(_daemon.Address, await _daemon.CreateUserAsync("eve"));
        var stranger = new ApiClient(_daemon.Address, null);
        var uploader = new ApiClient(_daemon.Address, await KeyAsync("""{"name": "u", "scopes": "upload"}"""));
        var reader = new ApiClient(_daemon.Address, await KeyAsync("""{"name": "r", "scopes": "read"}"""));
        await _bob.PostAsync("api/albums", ("name", "other"));
        var elsewhere = new ApiClient(_daemon.Address, await KeyAsync("""{"name": "e", "scopes": "read,delete", "album": "other"}"""));

        Assert.Equal("image_not_found", (await eve.GetAsync(versions)).Code);
        Assert.Equal("image_not_found", (await eve.GetAsync($"{versions}/0")).Code);
        Assert.Equal("image_not_found", (await elsewhere.GetAsync($"{versions}/0")).Code);
        Assert.Equal("image_not_found", (await elsewhere.DeleteAsync($"{versions}/0")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"{versions}/0")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await uploader.GetAsync(versions)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync($"{versions}/0")).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"{versions}/0"));
    }

    [Fact]
    public async Task Positions_are_taken_out_of_them_as_well()
    {
        JsonElement image = await AddAsync(ExifTool.Tag(Pictures.Jpeg(120, 90, seed: 5), "-EXIF:GPSLatitude=48.8584", "-EXIF:GPSLatitudeRef=N"), s_second);

        Assert.DoesNotContain(ExifTool.Read(await SentAsync(Id(image), 0)).Keys, name => name.Contains("GPS", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_removal_of_image_album_or_user_takes_them_along()
    {
        JsonElement image = await AddAsync(s_first, s_second, s_third);
        Assert.Equal(3, Originals().Length);
        await _bob.DeleteAsync($"api/images/{Id(image)}");
        Assert.Empty(Originals());

        image = await AddAsync(s_first, s_second);
        Answer moved = await _bob.JsonAsync(HttpMethod.Post, "api/images/move", $$"""{"ids": [{{Id(image)}}], "album": "gone"}""");
        await _bob.DeleteAsync($"api/albums/{Id(moved.Data.GetProperty("album"))}?images=delete");
        Assert.Empty(Originals());

        await AddAsync(s_first, s_second);
        var admin = new ApiClient(_daemon.Address, await AdminKeyAsync());
        Answer users = await admin.GetAsync("api/admin/users");
        long bob = Id(users.Data.EnumerateArray().Single(user => Text(user, "username") == "bob"));
        Answer removed = await admin.DeleteAsync($"api/admin/users/{bob}?images=delete");
        Assert.True(removed.Status == HttpStatusCode.OK, removed.Json.GetRawText());
        Assert.Empty(Originals());
    }

    [Fact]
    public async Task Check_rebuild_and_backup_know_them()
    {
        JsonElement image = await AddAsync(s_first, s_second, s_third);
        foreach (string file in Originals())
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-2));
        CommandResult check = await _daemon.RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        CommandResult backup = await _daemon.RunAsync("backup", "backups");
        Assert.True(backup.ExitCode == 0, backup.Errors);
        Assert.Equal(0, await _daemon.StopAsync());

        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder, "data"), "maple.db*"))
            File.Delete(file);
        CommandResult rebuild = await Daemon.RunInAsync(_folder, ["rebuild-index"]);
        Assert.True(rebuild.ExitCode == 0 && !(rebuild.Output + rebuild.Errors).Contains("was deleted", StringComparison.Ordinal), rebuild.Output + rebuild.Errors);
        await AssertKeptAsync();
        Directory.Delete(Path.Combine(_folder, "data"), recursive: true);
        CommandResult restore = await Daemon.RunInAsync(_folder, ["restore", "backups"]);
        Assert.True(restore.ExitCode == 0, restore.Errors);
        await AssertKeptAsync();

        string oldest = Originals().Single(file => file.Contains("~0.", StringComparison.Ordinal));
        byte[] bytes = await File.ReadAllBytesAsync(oldest, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(oldest, bytes, TestContext.Current.CancellationToken);
        Assert.Contains("version 0: its SHA-256 is another", (await Daemon.RunInAsync(_folder, ["check", "--deep"])).Output, StringComparison.Ordinal);
        File.Delete(oldest);
        CommandResult lost = await Daemon.RunInAsync(_folder, ["check"]);
        Assert.NotEqual(0, lost.ExitCode);
        Assert.Contains("version 0", lost.Output, StringComparison.Ordinal);

        async Task AssertKeptAsync()
        {
            await using Daemon daemon = await Daemon.StartAsync(_folder, s_keepTwo);
            _bob = new ApiClient(daemon.Address, _key);
            Assert.Equal("1,0", await NumbersAsync($"api/images/{Id(image)}/versions"));
            Assert.Equal(s_first, await SentAsync(Id(image), 0));
            Assert.Equal(s_second, await SentAsync(Id(image), 1));
            CommandResult deep = await daemon.RunAsync("check", "--deep");
            Assert.True(deep.ExitCode == 0, deep.Output + deep.Errors);
            Assert.Equal(0, await daemon.StopAsync());
        }
    }

    [Fact]
    public async Task Check_config_refuses_more_than_fit()
    {
        CommandResult refused = await Daemon.RunInAsync(_folder, ["check-config"], "", ("MAPLE_IMAGES_KEEP_VERSIONS", "51"));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("keep_versions", refused.Output + refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>An image that has had all of these bytes, the last of them now.</summary>
    private async Task<JsonElement> AddAsync(byte[] first, params byte[][] others)
    {
        Answer added = await _bob.UploadAsync("a.png", first);
        JsonElement image = Assert.Single(added.Data.GetProperty("success").EnumerateArray());
        foreach (byte[] bytes in others)
        {
            var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            Answer answer = await _bob.SendAsync(HttpMethod.Put, $"api/images/{Id(image)}/content", body);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
            image = answer.Data;
        }

        return image;
    }

    private async Task<byte[]> SentAsync(long id, int version)
    {
        using HttpResponseMessage sent = await _bob.Http.SendAsync(_bob.Request(HttpMethod.Get, $"api/images/{id}/versions/{version}"), TestContext.Current.CancellationToken);
        Assert.True(sent.IsSuccessStatusCode, $"{sent.StatusCode}");
        return await sent.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> NumbersAsync(string versions) =>
        string.Join(',', (await _bob.GetAsync(versions)).Data.EnumerateArray().Select(one => one.GetProperty("version").GetInt32()));

    private async Task<string> AdminKeyAsync()
    {
        CommandResult made = await _daemon.RunAsync("create-user", "-u", "root", "-e", "root@example.com", "-p", "correct horse", "--admin");
        Assert.True(made.ExitCode == 0, made.Errors);
        return made.Output.Trim();
    }

    private async Task<string> KeyAsync(string json) => Text((await _bob.JsonAsync(HttpMethod.Post, "api/keys", json)).Data, "key");

    private async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(HttpMethod method, string path)
    {
        Answer answer = await _bob.SendAsync(method, path, null);
        return (answer.Status, answer.Code);
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiClient client, string path)
    {
        using HttpResponseMessage answer = await client.Http.SendAsync(client.Request(HttpMethod.Get, path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private string[] Originals() =>
        Directory.Exists(Path.Combine(_folder, "data/images/bob/photo"))
            ? Directory.GetFiles(Path.Combine(_folder, "data/images/bob/photo"), "*", SearchOption.AllDirectories)
            : [];

    private static long Id(JsonElement thing) => thing.GetProperty("id").GetInt64();

    private static string Text(JsonElement thing, string name) => thing.GetProperty(name).GetString()!;
}
