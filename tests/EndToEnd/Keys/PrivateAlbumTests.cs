using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Keys;

public sealed class PrivateAlbumTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Pictures_of_a_private_album_are_there_for_their_owner_alone_in_every_size()
    {
        (ApiClient bob, string name, string key) = await NewUserWithNameAsync();
        ApiClient eve = await NewUserAsync();
        JsonElement image = await HideAsync(bob);
        string cookie = await LoginAsync(name);

        Assert.True(image.GetProperty("private").GetBoolean());
        foreach (string link in Links(image))
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(link));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(link, ("If-None-Match", "*")));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(link, ("Range", "bytes=0-10")));
            Assert.Equal(HttpStatusCode.NotFound, (await eve.Http.SendAsync(eve.Request(HttpMethod.Get, link))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(link, ("Cookie", cookie)));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(link, ("Api-Key", key)));
            // Again, and again without: what is in memory by now is for nobody else.
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(link, ("Api-Key", key)));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(link));
        }
    }

    [Fact]
    public async Task What_is_private_is_kept_by_no_shared_cache_and_asked_for_each_time()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        string link = Links(await HideAsync(bob))[1];

        HttpResponseMessage mine = await GetAsync(link, ("Api-Key", key));
        Assert.True(mine.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal("same-origin", mine.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        HttpResponseMessage again = await GetAsync(link, ("Api-Key", key), ("If-None-Match", mine.Headers.ETag!.ToString()));
        Assert.True(again is { StatusCode: HttpStatusCode.NotModified, Headers.CacheControl: { Private: true, NoCache: true } });
        HttpResponseMessage none = await GetAsync(link);
        Assert.Equal("no-store", none.Headers.GetValues("Cache-Control").Single());
        Assert.Null(none.Headers.ETag);
    }

    [Fact]
    public async Task A_key_without_the_scope_read_or_for_another_album_sees_no_private_picture()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();
        string link = Links(await HideAsync(bob))[0];
        (string Scopes, string Album, HttpStatusCode Expected)[] keys =
        [
            ("upload,delete,admin", "", HttpStatusCode.NotFound), ("read", "default", HttpStatusCode.NotFound), ("read", "secret", HttpStatusCode.OK), ("read", "", HttpStatusCode.OK),
        ];
        foreach ((string scopes, string album, HttpStatusCode expected) in keys)
        {
            Answer made = await bob.PostAsync("api/keys", ("name", scopes + album), ("scopes", scopes), ("album", album));
            Assert.Equal((scopes, album, expected), (scopes, album, await StatusAsync(link, ("Api-Key", Text(made.Data, "key")))));
        }

        Answer policy = await bob.PostAsync("api/policies", ("album", "secret"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(link, ("Api-Key", Text(policy.Data, "token"))));
    }

    [Fact]
    public async Task A_signed_link_opens_that_picture_in_every_size_and_no_other()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = await HideAsync(bob), other = Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "secret")));
        Answer made = await bob.PostAsync($"api/images/{Id(image)}/link", ("expires_at", $"{DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}"));
        string query = new Uri(Text(made.Data, "url")).Query;

        foreach (string signed in (string[])["url", "thumb_url", "show_url"])
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Uri(Text(made.Data, signed)).PathAndQuery));
        foreach (string link in Links(image))
        {
            HttpResponseMessage answer = await GetAsync(link.Contains('?') ? $"{link}&{query[1..]}" : link + query);
            Assert.True(answer is { StatusCode: HttpStatusCode.OK, Headers.CacheControl: { Private: true, NoCache: true } });
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(Text(other, "url")).AbsolutePath + query));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(Text(image, "url")).AbsolutePath + query.Replace("expires=", "expires=9", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(Text(image, "url")).AbsolutePath + query[..^4]));
        Assert.DoesNotContain(query[(query.IndexOf("sig=", StringComparison.Ordinal) + 4)..], Daemon.Log, StringComparison.Ordinal);
        await bob.DeleteAsync($"api/images/{Id(image)}");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(Text(made.Data, "url")).PathAndQuery));
    }

    [Fact]
    public async Task A_replaced_picture_stays_private_and_its_signed_links_show_what_it_is_now()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        JsonElement image = await HideAsync(bob);
        string[] before = [.. await SignedAsync()];

        using var bytes = new ByteArrayContent(Pictures.Jpeg(800, 400, seed: 9));
        bytes.Headers.ContentType = new("image/jpeg");
        JsonElement now = (await bob.SendAsync(HttpMethod.Put, $"api/images/{Id(image)}/content", bytes)).Data;

        Assert.True(now.GetProperty("private").GetBoolean());
        string[] after = [.. await SignedAsync()];
        Assert.All(after, link => Assert.Contains("v=1", link, StringComparison.Ordinal));
        foreach (string signed in before.Concat(after))
        {
            HttpResponseMessage answer = await GetAsync(signed);
            Assert.True(answer is { StatusCode: HttpStatusCode.OK, Headers.CacheControl: { Private: true, NoCache: true } }, signed);
            (int width, int height) = Pictures.SizeOf(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(2, (int)Math.Round((double)width / height));
        }

        foreach (string link in Links(image).Concat(Links(now)))
        {
            string path = link.Split('?')[0], file = path.Insert(path.LastIndexOf('.'), "~1");
            foreach (string hidden in (string[])[link, $"{path}?v=1", $"{path}?v=0", $"{path}?v=1&width=100", file])
                Assert.Equal((hidden, HttpStatusCode.NotFound), (hidden, await StatusAsync(hidden)));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(link, ("Api-Key", key)));
            // The name of a file is a link to nobody.
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(file, ("Api-Key", key)));
        }

        async Task<IEnumerable<string>> SignedAsync()
        {
            JsonElement links = (await bob.PostAsync($"api/images/{Id(image)}/link")).Data;
            return new[] { "url", "thumb_url", "show_url" }.Select(name => new Uri(Text(links, name)).PathAndQuery);
        }
    }

    [Fact]
    public async Task Nobody_signs_a_link_to_the_picture_of_another()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        JsonElement image = await HideAsync(bob);

        Assert.Equal("image_not_found", (await eve.PostAsync($"api/images/{Id(image)}/link")).Code);
        Assert.Equal("invalid_parameter", (await bob.PostAsync($"api/images/{Id(image)}/link", ("expires_at", "2020-01-01"))).Code);
        Assert.Equal("invalid_parameter", (await bob.PostAsync($"api/images/{Id(image)}/link", ("expires_at", "2999-01-01"))).Code);
    }

    [Fact]
    public async Task An_album_becomes_private_and_public_at_once_and_so_does_what_moves()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(400, 400, seed: 1), ("album", "trip")));
        long trip = image.GetProperty("album").GetProperty("id").GetInt64();
        long vault = Id((await bob.PostAsync("api/albums", ("name", "vault"), ("private", "true"))).Data);
        await ExpectAsync(HttpStatusCode.OK);

        await bob.PutAsync($"api/albums/{trip}", ("private", "true"));
        await ExpectAsync(HttpStatusCode.NotFound);
        await bob.PutAsync($"api/albums/{trip}", ("private", "false"));
        await ExpectAsync(HttpStatusCode.OK);
        await bob.PostAsync("api/images/move", ("ids", $"{Id(image)}"), ("album", $"{vault}"));
        await ExpectAsync(HttpStatusCode.NotFound);
        await bob.PutAsync($"api/images/{Id(image)}", ("album", "trip"));
        await ExpectAsync(HttpStatusCode.OK);

        // Asked for twice each, so that it is in memory too.
        async Task ExpectAsync(HttpStatusCode expected)
        {
            foreach (string link in Links(image).Concat(Links(image)))
                Assert.Equal(expected, await StatusAsync(link));
        }
    }

    [Fact]
    public async Task Deleting_a_private_album_publishes_nothing()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = await HideAsync(bob);
        long album = image.GetProperty("album").GetProperty("id").GetInt64();

        Assert.Equal("album_private", (await bob.DeleteAsync($"api/albums/{album}?images=move")).Code);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Links(image)[0]));

        Assert.Equal(HttpStatusCode.OK, (await bob.DeleteAsync($"api/albums/{album}?images=delete")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Links(image)[0]));
    }

    [Fact]
    public async Task An_administrator_sees_private_pictures_and_a_deleted_users_stay_private()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string adminKey = await daemon.CreateUserAsync("admin");
        var admin = new ApiClient(daemon.Address, adminKey);
        var ann = new ApiClient(daemon.Address, await daemon.CreateUserAsync("ann"));
        JsonElement open = Uploaded(await ann.UploadAsync("open.png", Pictures.Png(seed: 7))), image = await HideAsync(ann);
        async Task<HttpStatusCode> SeenAsync(JsonElement picture, ApiClient by) =>
            (await by.Http.SendAsync(by.Request(HttpMethod.Get, new Uri(Text(picture, "url")).AbsolutePath))).StatusCode;
        var stranger = new ApiClient(daemon.Address, null);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await SeenAsync(image, admin), await SeenAsync(image, stranger)));

        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync("api/admin/users/2?images=move&to=1")).Status);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await SeenAsync(image, admin), await SeenAsync(image, stranger)));
        Assert.Equal(HttpStatusCode.OK, await SeenAsync(open, stranger));
        Assert.Equal(["ann (private)"], (await admin.GetAsync("api/albums")).Data.EnumerateArray().Where(a => a.GetProperty("private").GetBoolean()).Select(a => Text(a, "name")));
        string recent = (await admin.GetAsync("api/admin/images")).Json.GetRawText();
        Assert.Contains("\"private\":true", recent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuilt_database_knows_what_is_private()
    {
        string folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
        try
        {
            string link;
            await using (Daemon daemon = await Daemon.StartAsync(folder))
                link = new Uri(Text(await HideAsync(new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"))), "url")).AbsolutePath;
            Assert.Equal(0, (await Daemon.RunInAsync(folder, ["rebuild-index", "--force"])).ExitCode);

            await using Daemon again = await Daemon.StartAsync(folder);
            Assert.Equal(HttpStatusCode.NotFound, (await new ApiClient(again.Address, null).Http.GetAsync(link)).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonElement> HideAsync(ApiClient user)
    {
        await user.PostAsync("api/albums", ("name", "secret"), ("private", "true"));
        return Uploaded(await user.UploadAsync("a.png", Pictures.Png(1000, 700, seed: 1), ("album", "secret")));
    }

    /// <summary>Every way to the picture's bytes, the small ones first in memory.</summary>
    private static string[] Links(JsonElement image)
    {
        string[] links = [.. new[] { "url", "thumb_url", "show_url" }.Select(name => new Uri(Text(image, name)).AbsolutePath)];
        return [.. links, $"{links[0]}?width=100", $"{links[1]}?height=20"];
    }

    private async Task<HttpStatusCode> StatusAsync(string link, params (string Name, string Value)[] headers) => (await GetAsync(link, headers)).StatusCode;

    private async Task<HttpResponseMessage> GetAsync(string link, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        foreach ((string name, string value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Stranger.Http.SendAsync(request);
    }

    private async Task<string> LoginAsync(string name)
    {
        Answer answer = await Stranger.PostAsync("api/login", ("username", name), ("password", Password));
        return Assert.Single(answer.Raw.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }
}
