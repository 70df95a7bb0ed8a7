using System.Text.Json;

namespace Maple.Tests.EndToEnd.CommandLine;

public sealed class CreateUserTests : CommandLineTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_key_stands_alone_on_standard_output_and_opens_the_api(bool whileTheDaemonRuns)
    {
        await using var early = await StartDaemonAsync(whileTheDaemonRuns);
        var result = await RunAsync("create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\S{20,}\n$", result.Output);
        Assert.Equal("maple: user 'bob' is made (administrator); the key for uploads:\n", result.Errors);
        await using var late = await StartDaemonAsync(!whileTheDaemonRuns);
        var albums = await new ApiClient((early ?? late)!.Address, result.Output.Trim()).GetAsync("api/albums");
        Assert.Equal("default", Assert.Single(albums.Data.EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Name_and_e_mail_may_come_from_the_environment_and_the_password_too()
    {
        var result = await RunAsync(["create-user"], "",
            ("MAPLE_USERNAME", "eve"), ("MAPLE_EMAIL", "eve@example.com"), ("MAPLE_PASSWORD", "correct horse"));
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("\teve\teve@example.com\t", await OutputAsync("users"), StringComparison.Ordinal);
        await AssertPasswordAsync("eve", "correct horse");
    }

    [Fact]
    public async Task The_password_may_come_from_standard_input()
    {
        var result = await RunAsync(["create-user", "-u", "bob", "-e", "bob@example.com", "--password-stdin"], "from a pipe\r\nnot this\n");
        Assert.True(result.ExitCode == 0, result.Errors);
        await AssertPasswordAsync("bob", "from a pipe");
    }

    [Fact]
    public async Task Without_a_terminal_all_of_it_may_come_from_standard_input()
    {
        var result = await RunAsync(["create-user"], "bob\nbob@example.com\nfrom a pipe\n");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Matches(@"^\S{20,}\n$", result.Output);
        Assert.StartsWith("maple: user 'bob' is made", result.Errors, StringComparison.Ordinal);
        await AssertPasswordAsync("bob", "from a pipe");
    }

    [Fact]
    public async Task Without_a_terminal_what_is_missing_is_named()
    {
        var result = await RunAsync("create-user", "-u", "bob", "-e", "bob@example.com");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("give --password-stdin or set MAPLE_PASSWORD", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_user_is_an_administrator_and_later_ones_only_when_asked_for()
    {
        await CreateUserAsync("first");
        await CreateUserAsync("second");
        await OutputAsync("create-user", "-u", "third", "-e", "third@example.com", "-p", "correct horse", "--admin");
        Assert.Equal(["first admin", "second user", "third admin"],
            (await OutputAsync("users")).TrimEnd().Split('\n').Select(l => l.Split('\t')).Select(f => $"{f[1]} {f[3]}"));
    }

    [Theory]
    [InlineData("..", "must not begin with a dot")]
    [InlineData(".hidden", "must not begin with a dot")]
    [InlineData("a/b", "must not hold '/' or '\\'")]
    [InlineData("a\\b", "must not hold '/' or '\\'")]
    [InlineData("", "must have 1 to 64 characters")]
    [InlineData("a\u0001b", "must not hold control characters")]
    [InlineData("a\nb", "must not hold control characters")]
    [InlineData("a\u2028b", "must not hold control characters")]
    [InlineData("a ", "must not begin or end with white space")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "must have 1 to 64 characters")]
    public async Task A_name_that_can_be_no_folder_is_refused_with_the_rule(string name, string rule)
    {
        var result = await RunAsync("create-user", "-u", name, "-e", "bob@example.com", "-p", "correct horse");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(rule, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_or_an_e_mail_that_exists_is_refused_in_other_case_too(bool whileTheDaemonRuns)
    {
        await using var daemon = await StartDaemonAsync(whileTheDaemonRuns);
        await CreateUserAsync("bob");
        foreach (var (name, email, reason) in new[]
        {
            ("bob", "other@example.com", "There is a user named 'bob' already"),
            ("BOB", "other@example.com", "There is a user named 'BOB' already"),
            ("other", "bob@example.com", "'bob@example.com' belongs to another user"),
            ("other", "Bob@Example.COM", "'Bob@Example.COM' belongs to another user"),
        })
        {
            var result = await RunAsync("create-user", "-u", name, "-e", email, "-p", "correct horse");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        }
        Assert.Single((await OutputAsync("users")).TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_short_password_and_a_bad_e_mail_are_refused_with_the_rule()
    {
        Assert.Contains("at least 8", (await RunAsync("create-user", "-u", "bob", "-e", "b@example.com", "-p", "seven77")).Errors, StringComparison.Ordinal);
        Assert.Contains("one '@'", (await RunAsync("create-user", "-u", "bob", "-e", "bob", "-p", "correct horse")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_all_of_the_account()
    {
        using var json = JsonDocument.Parse(
            await OutputAsync("create-user", "-u", "小明", "-e", "ming@example.com", "-p", "correct horse", "--json"));
        Assert.Equal("小明", json.RootElement.GetProperty("username").GetString());
        Assert.True(json.RootElement.GetProperty("is_admin").GetBoolean());
        Assert.Equal((await OutputAsync("key")).Trim(), json.RootElement.GetProperty("key").GetString());
    }

    private async Task AssertPasswordAsync(string name, string password)
    {
        await using var daemon = await StartDaemonAsync();
        var answer = await new ApiClient(daemon.Address, null).PostAsync("api/login", ("username", name), ("password", password));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
    }
}
