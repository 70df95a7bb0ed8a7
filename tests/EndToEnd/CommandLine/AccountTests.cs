using System.Net;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>key, users and passwd.</summary>
public sealed class AccountTests : CommandLineTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_shows_the_key_that_was_printed_first(bool whileTheDaemonRuns)
    {
        await using var daemon = await StartDaemonAsync(whileTheDaemonRuns);
        Assert.Contains("'maple create-user' makes one", (await RunAsync("key")).Errors, StringComparison.Ordinal);
        var bob = await CreateUserAsync("bob");
        Assert.Equal(bob, await OutputAsync("key"));
        var eve = await CreateUserAsync("eve");
        Assert.Equal(eve, await OutputAsync("key", "-u", "eve"));
        Assert.Equal(bob, await OutputAsync("key", "--username=bob"));

        var unnamed = await RunAsync("key");
        Assert.Equal(1, unnamed.ExitCode);
        Assert.Contains("There are 2 users; name one with -u", unnamed.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no user 'eva'", (await RunAsync("key", "-u", "eva")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_kills_the_old_key_at_once_in_the_running_daemon()
    {
        await using var daemon = await StartDaemonAsync();
        var old = (await CreateUserAsync("bob")).Trim();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(daemon, old));

        var key = (await OutputAsync("key", "--reset")).Trim();

        Assert.NotEqual(old, key);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(daemon, old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(daemon, key));
        Assert.Equal(key, (await OutputAsync("key")).Trim());
    }

    [Fact]
    public async Task A_reset_without_a_daemon_holds_for_the_next_one()
    {
        var old = (await CreateUserAsync("bob")).Trim();
        var key = (await OutputAsync("key", "-u", "bob", "--reset")).Trim();
        await using var daemon = await StartDaemonAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(daemon, old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(daemon, key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Users_are_listed_for_people_and_for_scripts(bool whileTheDaemonRuns)
    {
        await using var daemon = await StartDaemonAsync(whileTheDaemonRuns);
        Assert.Equal("[]\n", await OutputAsync("users", "--json"));
        var key = await CreateUserAsync("bob");
        await CreateUserAsync("小明");

        Assert.Matches(@"^1\tbob\tbob@example\.com\tadmin\t\d{4}-\d\d-\d\d\n2\t小明\t小明@example\.com\tuser\t\d{4}-\d\d-\d\d\n$", await OutputAsync("users"));
        var json = await OutputAsync("users", "--json");
        Assert.Contains("小明", json, StringComparison.Ordinal);
        using var users = JsonDocument.Parse(json);
        Assert.Equal(key.Trim(), users.RootElement[0].GetProperty("key").GetString());
        Assert.False(users.RootElement[1].GetProperty("is_admin").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Passwd_sets_the_password_ends_sessions_and_leaves_the_key(bool whileTheDaemonRuns)
    {
        string key, cookie;
        await using (var daemon = await StartDaemonAsync())
        {
            key = (await CreateUserAsync("bob")).Trim();
            var login = await LoginAsync(daemon, "correct horse");
            cookie = login.Raw.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            if (whileTheDaemonRuns)
                await SetPasswordAsync();
            await AssertAsync(daemon, isSet: whileTheDaemonRuns);
        }
        if (whileTheDaemonRuns)
            return;
        await SetPasswordAsync();
        await using var next = await StartDaemonAsync();
        await AssertAsync(next, isSet: true);

        async Task SetPasswordAsync()
        {
            var result = await RunAsync(["passwd", "-u", "bob", "--password-stdin"], "battery staple\n");
            Assert.Equal((0, "", "maple: the password of 'bob' is set\n"), (result.ExitCode, result.Output, result.Errors));
        }

        async Task AssertAsync(Daemon daemon, bool isSet)
        {
            Assert.Equal(isSet ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, (await LoginAsync(daemon, "correct horse")).Status);
            Assert.Equal(isSet ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await LoginAsync(daemon, "battery staple")).Status);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(daemon, key));
            var session = await new ApiClient(daemon.Address, null).GetAsync("api/albums", ("Cookie", cookie));
            Assert.Equal(isSet ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, session.Status);
        }
    }

    private static Task<Answer> LoginAsync(Daemon daemon, string password) =>
        new ApiClient(daemon.Address, null).PostAsync("api/login", ("username", "bob"), ("password", password));

    private static async Task<HttpStatusCode> StatusAsync(Daemon daemon, string key) => (await new ApiClient(daemon.Address, key).GetAsync("api/albums")).Status;
}
