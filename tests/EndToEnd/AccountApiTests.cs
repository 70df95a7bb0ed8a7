using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class AccountApiTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private const string Password = "correct horse", Next = "battery staple";

    [Fact]
    public async Task An_account_tells_who_one_is_and_what_is_stored()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        (byte[] first, byte[] second) = (Pictures.Png(seed: 1), Pictures.Png(seed: 2));
        await bob.UploadAsync("a.png", first);
        await bob.DeleteAsync($"api/images/{Id(Uploaded(await bob.UploadAsync("b.png", second)))}");

        JsonElement account = (await bob.GetAsync("api/account")).Data;

        Assert.Equal((name, $"{name}@example.com"), (Text(account, "username"), Text(account, "email")));
        Assert.Equal((1, first.Length), (account.GetProperty("images").GetInt32(), account.GetProperty("bytes").GetInt32()));
    }

    [Fact]
    public async Task Administrators_alone_are_told_where_the_back_office_is()
    {
        await using Daemon daemon = await Daemon.StartAsync(settings: ("MAPLE_SERVER_PUBLIC_URL", "https://pics.example/all/"));
        var admin = new ApiClient(daemon.Address, await daemon.CreateUserAsync("first"));
        var other = new ApiClient(daemon.Address, await daemon.CreateUserAsync("second"));

        JsonElement one = (await admin.GetAsync("api/account")).Data, two = (await other.GetAsync("api/account")).Data;

        Assert.Equal((true, "https://pics.example/all/admin/"), (one.GetProperty("is_admin").GetBoolean(), Text(one, "admin_url")));
        Assert.Equal((false, null), (two.GetProperty("is_admin").GetBoolean(), two.GetProperty("admin_url").GetString()));
    }

    [Fact]
    public async Task A_changed_password_ends_every_session_but_the_one_that_changed_it()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        string own = await LoginAsync(name, Password), elsewhere = await LoginAsync(name, Password);

        Answer changed = await ChangeAsync(own, Password, Next);

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(HttpStatusCode.OK, (await Stranger.GetAsync("api/account", ("Cookie", own))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Stranger.GetAsync("api/account", ("Cookie", elsewhere))).Status);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("api/account")).Status);
        Assert.Equal("invalid_credentials", (await Stranger.PostAsync("api/login", ("username", name), ("password", Password))).Code);
        await LoginAsync(name, Next);
    }

    [Theory]
    [InlineData("wrong horse", Next, "invalid_credentials")]
    [InlineData(Password, "short", "weak_password")]
    public async Task A_password_that_is_not_changed_stays_with_its_sessions(string current, string wanted, string code)
    {
        (_, string name, _) = await NewUserWithNameAsync();
        string own = await LoginAsync(name, Password), elsewhere = await LoginAsync(name, Password);

        Assert.Equal(code, (await ChangeAsync(own, current, wanted)).Code);

        Assert.Equal(HttpStatusCode.OK, (await Stranger.GetAsync("api/account", ("Cookie", elsewhere))).Status);
        await LoginAsync(name, Password);
    }

    [Fact]
    public async Task Whoever_guesses_the_current_password_is_slowed_down_like_a_login()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();

        List<Answer> answers = [];
        for (int i = 0; i < 12; i++)
            answers.Add(await bob.PutAsync("api/account/password", ("current_password", $"guess number {i}"), ("new_password", Next)));

        Assert.Equal("too_many_attempts", answers[^1].Code);
        Assert.Equal("invalid_credentials", answers[0].Code);
    }

    [Fact]
    public async Task Another_sites_page_changes_no_password()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        var form = new FormUrlEncodedContent([new("current_password", Password), new("new_password", Next)]);

        Answer answer = await Stranger.SendAsync(
            HttpMethod.Put, "api/account/password", form, ("Cookie", await LoginAsync(name, Password)), ("Origin", "https://elsewhere.example"));

        Assert.Equal("cross_origin", answer.Code);
        await LoginAsync(name, Password);
    }

    [Fact]
    public async Task A_new_key_ends_the_old_one_at_once()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        Assert.Equal(key, Text((await bob.GetAsync("api/account/key")).Data, "key"));

        string made = Text((await bob.PostAsync("api/account/key")).Data, "key");

        Assert.NotEqual(key, made);
        Assert.Equal("unauthorized", (await bob.GetAsync("api/account")).Code);
        Assert.Equal(made, Text((await new ApiClient(Daemon.Address, made).GetAsync("api/account/key")).Data, "key"));
    }

    [Fact]
    public async Task Images_are_found_by_name_or_description_and_tell_the_size_of_their_thumbnails()
    {
        ApiClient bob = await NewUserAsync();
        await bob.UploadAsync("Cat.png", Pictures.Png(1000, 500, seed: 1));
        await bob.UploadAsync("dog.png", Pictures.Png(30, 40, seed: 2), ("description", "chases a cAT"));
        await bob.UploadAsync("bird.png", Pictures.Png(seed: 3), ("description", "sings"));

        Answer found = await bob.GetAsync("api/images?q=cat");

        Assert.Equal(["Cat.png", "dog.png"], Names(found));
        Assert.Equal([(300, 150), (30, 40)], found.Data.EnumerateArray().Select(i => (i.GetProperty("thumb_width").GetInt32(), i.GetProperty("thumb_height").GetInt32())));
        Assert.Equal(3, Names(await bob.GetAsync("api/images?q=")).Length);
    }

    private async Task<string> LoginAsync(string name, string password)
    {
        Answer login = await Stranger.PostAsync("api/login", ("username", name), ("password", password));
        Assert.Equal(HttpStatusCode.OK, login.Status);
        return Assert.Single(login.Raw.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private Task<Answer> ChangeAsync(string cookie, string current, string wanted) => Stranger.SendAsync(
        HttpMethod.Put,
        "api/account/password",
        new FormUrlEncodedContent([new("current_password", current), new("new_password", wanted)]),
        ("Cookie", cookie));
}
