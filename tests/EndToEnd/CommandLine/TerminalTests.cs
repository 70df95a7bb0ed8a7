using System.Text.RegularExpressions;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>What a person at a terminal sees.</summary>
public sealed class TerminalTests : CommandLineTest
{
    private Task<CommandResult> TypeAsync(string[] arguments, params (string Expected, string Typed)[] steps) =>
        PseudoTerminal.RunAsync(Folder, arguments, steps);

    [Fact]
    public async Task Create_user_asks_for_all_that_is_missing_and_the_password_is_never_shown()
    {
        var result = await TypeAsync(["create-user"],
            ("User name: ", "bob\n"), ("E-mail: ", "bob@example.com\n"), ("Password: ", "correct horse\n"), ("Once more: ", "correct horse\n"));

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.DoesNotContain("horse", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Once more: \r\nmaple: user 'bob' is made (administrator); the key for uploads:\r\n{(await OutputAsync("key")).Trim()}\r\n",
            result.Output, StringComparison.Ordinal);
        await AssertPasswordAsync("correct horse");
    }

    [Fact]
    public async Task Passwords_that_differ_are_asked_for_again()
    {
        var result = await TypeAsync(["create-user", "-u", "bob", "-e", "bob@example.com"],
            ("Password: ", "correct horse\n"), ("Once more: ", "correct house\n"),
            ("not the same, try again", ""), ("Password: ", "battery staple\n"), ("Once more: ", "battery staple\n"));

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.DoesNotMatch("horse|house|staple", result.Output);
        await AssertPasswordAsync("battery staple");
    }

    [Fact]
    public async Task Typing_errors_can_be_mended_before_the_line_ends()
    {
        var result = await TypeAsync(["create-user", "-u", "bob", "-e", "bob@example.com"],
            ("Password: ", "correct horsf\x7f" + "e\n"), ("Once more: ", "wrong\x15" + "correct horse\n"));
        Assert.True(result.ExitCode == 0, result.Output);
        await AssertPasswordAsync("correct horse");
    }

    [Fact]
    public async Task Passwd_and_login_ask_unseen_too()
    {
        await CreateUserAsync("bob");
        var passwd = await TypeAsync(["passwd"], ("Password: ", "battery staple\n"), ("Once more: ", "battery staple\n"));
        Assert.True(passwd.ExitCode == 0, passwd.Output);
        Assert.DoesNotContain("staple", passwd.Output, StringComparison.Ordinal);

        await using var daemon = await StartDaemonAsync();
        var login = await TypeAsync(["login", "--url", daemon.Address.AbsoluteUri], ("User name: ", "bob\n"), ("Password: ", "battery staple\n"));
        Assert.True(login.ExitCode == 0, login.Output);
        Assert.DoesNotContain("staple", login.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Once more", login.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_thinks_about_a_password_keeps_the_store_from_others()
    {
        await CreateUserAsync("bob");
        using var passwd = new PseudoTerminal(Folder, "passwd", "-u", "bob");
        await passwd.SeeAsync("Password: ");
        await CreateUserAsync("eve");
        await passwd.TypeAsync("battery staple\n");
        await passwd.SeeAsync("Once more: ");
        await passwd.TypeAsync("battery staple\n");
        Assert.Equal(0, (await passwd.EndAsync()).ExitCode);
        await AssertPasswordAsync("battery staple");
    }

    [Fact]
    public async Task The_end_of_the_input_ends_the_questions()
    {
        var result = await TypeAsync(["create-user"], ("User name: ", "\x04"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("User name: nothing came in; give -u NAME or set MAPLE_USERNAME", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_ends_it_by_the_signal()
    {
        var result = await TypeAsync(["create-user", "-u", "bob", "-e", "bob@example.com"], ("Password: ", "\x03"));
        Assert.Equal(130, result.ExitCode);
    }

    [Fact]
    public async Task Uploads_show_how_far_they_are_and_leave_the_links_alone()
    {
        await using var daemon = await StartDaemonAsync();
        var key = (await CreateUserAsync("bob")).Trim();
        await File.WriteAllBytesAsync(InFolder("a.png"), Pictures.Png(640, 480));

        var result = await TypeAsync(["upload", "a.png", "--url", daemon.Address.AbsoluteUri, "--key", key]);

        Assert.True(result.ExitCode == 0, result.Output);
        // The bar is drawn, wiped, and the link stands in its place. (.NET switches the keypad before.)
        Assert.Matches(
            $@"^(\e\[\?1h\e=)?(\r\[[#.]+\] +\d+ ?% 0\.0 / 0\.0 MB\e\[K)+\r\e\[K{Regex.Escape(daemon.Address.AbsoluteUri)}images/bob/photo/\S+\.png\r\n$", result.Output);
    }

    private async Task AssertPasswordAsync(string password)
    {
        await using var daemon = await StartDaemonAsync();
        var answer = await new ApiClient(daemon.Address, null).PostAsync("api/login", ("username", "bob"), ("password", password));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
    }
}
