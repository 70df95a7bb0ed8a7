using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class AuthenticationTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Login_answers_the_key_and_sets_a_cookie_that_scripts_of_a_page_cannot_read()
    {
        (_, string name, string key) = await NewUserWithNameAsync();

        Answer answer = await Stranger.PostAsync("api/login", ("username", name), ("password", Password));

        Assert.Equal((name, key), (Text(answer.Data, "username"), Text(answer.Data, "key")));
        string cookie = Assert.Single(answer.Raw.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; HttpOnly", cookie);
        Assert.Contains("; SameSite=Lax", cookie);
        Assert.Contains("; Max-Age=259200", cookie);
        Assert.DoesNotContain("Secure", cookie);
    }

    [Fact]
    public async Task The_cookie_is_secure_behind_a_proxy_that_speaks_https()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        var form = new FormUrlEncodedContent([new("username", name), new("password", Password)]);

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, "api/login", form, ("X-Forwarded-Proto", "https"));

        Assert.EndsWith("; Secure", Assert.Single(answer.Raw.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task Login_takes_json()
    {
        (_, string name, _) = await NewUserWithNameAsync();

        Answer answer = await Stranger.JsonAsync(HttpMethod.Post, "api/login", $$"""{"username": "{{name}}", "password": "{{Password}}"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task After_logout_a_copied_cookie_is_dead(string method)
    {
        string cookie = await LoginAsync();

        Answer before = await Stranger.GetAsync("api/images", ("Cookie", cookie));
        Answer logout = await Stranger.SendAsync(new HttpMethod(method), "api/logout", null, ("Cookie", cookie));
        Answer after = await Stranger.GetAsync("api/images", ("Cookie", cookie));

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Contains("Max-Age=0", Assert.Single(logout.Raw.Headers.GetValues("Set-Cookie")));
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (after.Status, after.Code));
    }

    [Fact]
    public async Task HEAD_ends_no_session()
    {
        string cookie = await LoginAsync();

        using var head = new HttpRequestMessage(HttpMethod.Head, "api/logout") { Headers = { { "Cookie", cookie } } };
        using HttpResponseMessage answer = await Stranger.Http.SendAsync(head, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, (await Stranger.GetAsync("api/images", ("Cookie", cookie))).Status);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("key")]
    [InlineData("api_key")]
    public async Task A_key_in_a_form_counts_more_than_the_cookie_that_came_along(string field)
    {
        string cookie = await LoginAsync();
        (ApiClient ann, _, string key) = await NewUserWithNameAsync();
        MultipartFormDataContent Form(string given) => new()
        {
            { new StringContent(given), field },
            { new ByteArrayContent(Pictures.Png(seed: 7)), "images", "a.png" },
        };

        Answer added = await Stranger.SendAsync(HttpMethod.Post, "api/images", Form(key), ("Cookie", cookie));
        Answer wrong = await Stranger.SendAsync(HttpMethod.Post, "api/images", Form("garbage"), ("Cookie", cookie));
        Answer urlencoded = await Stranger.SendAsync(
            HttpMethod.Post, "api/albums", new FormUrlEncodedContent([new(field, key), new("name", "cats")]), ("Cookie", cookie));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (added.Status, urlencoded.Status));
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (wrong.Status, wrong.Code));
        Assert.Single((await ann.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Contains("cats", Names(await ann.GetAsync("api/albums")));
        Assert.Empty((await Stranger.GetAsync("api/images", ("Cookie", cookie))).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_policy_in_a_form_allows_what_it_allows_whatever_cookie_came_along()
    {
        string cookie = await LoginAsync();
        (ApiClient ann, _, _) = await NewUserWithNameAsync();
        string policy = Text((await ann.PostAsync("api/policies", ("kinds", "jpg"))).Data, "token");
        var form = new MultipartFormDataContent
        {
            { new StringContent(policy), "token" },
            { new ByteArrayContent(Pictures.Png(seed: 8)), "images", "a.png" },
        };

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, "api/images", form, ("Cookie", cookie));

        Assert.Single(answer.Data.GetProperty("fail").EnumerateArray());
        Assert.Empty((await Stranger.GetAsync("api/images", ("Cookie", cookie))).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer()
    {
        (_, string name, _) = await NewUserWithNameAsync();

        Answer wrong = await Stranger.PostAsync("api/login", ("username", name), ("password", "wrong horse"));
        Answer unknown = await Stranger.PostAsync("api/login", ("username", "nobody"), ("password", "wrong horse"));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (wrong.Status, wrong.Code));
        Assert.Equal((wrong.Code, wrong.Message), (unknown.Code, unknown.Message));
    }

    [Fact]
    public async Task The_key_is_found_wherever_clients_put_it()
    {
        (_, _, string key) = await NewUserWithNameAsync();

        foreach ((string name, string value) in ((string, string)[])
            [("Api-Key", key), ("X-API-Key", key), ("Authorization", $"Bearer {key}"), ("Authorization", key), ("token", key)])
            Assert.Equal(HttpStatusCode.OK, (await Stranger.GetAsync("api/images", (name, value))).Status);
        foreach (string name in (string[])["api_key", "key"])
            Assert.Equal(HttpStatusCode.OK, (await Stranger.GetAsync($"api/images?{name}={key}")).Status);
        foreach (string name in (string[])["token", "key", "api_key"])
        {
            var form = new MultipartFormDataContent
            {
                { new StringContent(key), name },
                { new ByteArrayContent(Pictures.Png()), "images", "a.png" },
            };
            Assert.Equal(HttpStatusCode.OK, (await Stranger.SendAsync(HttpMethod.Post, "api/images", form)).Status);
        }
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("MQ.AAAA.AAAA")]
    [InlineData("..")]
    public async Task A_key_that_is_none_is_a_401(string key)
    {
        Answer answer = await new ApiClient(Daemon.Address, key).GetAsync("api/images");

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code));
        Assert.NotEmpty(answer.Raw.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task Without_a_key_nothing_of_an_upload_is_kept()
    {
        Answer answer = await Stranger.UploadAsync("a.png", Pictures.Png());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Empty(StagingFolder.Files(Path.Combine(Daemon.Folder, "data/images")));
    }

    [Fact]
    public async Task A_reset_key_stops_working_at_once()
    {
        (ApiClient bob, string name, string key) = await NewUserWithNameAsync();

        string fresh = (await Daemon.RunAsync("key", "-u", name, "--reset")).Output.Trim();

        Assert.NotEqual(key, fresh);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("api/images")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new ApiClient(Daemon.Address, fresh).GetAsync("api/images")).Status);
        Assert.Equal(fresh, (await Daemon.RunAsync("key", "-u", name)).Output.Trim());
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "self", true)]
    [InlineData("X-Nothing", "a script", true)]
    public async Task A_change_by_cookie_must_come_from_our_own_page(string header, string value, bool passes)
    {
        string cookie = await LoginAsync();
        if (value == "self")
            value = Daemon.Address.GetLeftPart(UriPartial.Authority);
        var form = new FormUrlEncodedContent([new("name", $"album {header} {value}")]);

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, "api/albums", form, ("Cookie", cookie), (header, value));

        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        if (!passes)
            Assert.Equal("cross_origin", answer.Code);
    }

    [Fact]
    public async Task A_change_by_key_may_come_from_anywhere()
    {
        (_, _, string key) = await NewUserWithNameAsync();
        var form = new FormUrlEncodedContent([new("name", "a")]);

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, "api/albums", form, ("Api-Key", key), ("Origin", "https://other.example"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_new_password_ends_all_logins()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        string cookie = await LoginAsync(name);

        CommandResult passwd = await Daemon.RunAsync(["passwd", "-u", name, "--password-stdin"], "battery staple\n");

        Assert.Equal(0, passwd.ExitCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Stranger.GetAsync("api/images", ("Cookie", cookie))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Stranger.PostAsync("api/login", ("username", name), ("password", "battery staple"))).Status);
    }

    [Fact]
    public async Task No_key_stands_in_the_log_or_in_the_store()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await bob.GetAsync("api/images");
        await Stranger.GetAsync($"api/images?api_key={key}");

        Assert.DoesNotContain(key, Daemon.Log);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Daemon.Folder, "data"), "maple.db*").Where(f => !f.EndsWith(".sock")))
            Assert.True(new FileInfo(file).Length == 0 || !await HoldsAsync(file, key), file);
    }

    private static async Task<bool> HoldsAsync(string file, string text)
    {
        // The store's own handle is exclusive; root's cat is not asked.
        using var cat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("grep", ["-c", "-a", "-F", text, file]) { RedirectStandardOutput = true })!;
        await cat.WaitForExitAsync();
        return cat.ExitCode == 0;
    }

    private async Task<string> LoginAsync(string? name = null)
    {
        name ??= (await NewUserWithNameAsync()).Name;
        Answer answer = await Stranger.PostAsync("api/login", ("username", name), ("password", Password));
        return Assert.Single(answer.Raw.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }
}
