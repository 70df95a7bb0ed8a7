using System.Text.Json;

namespace Maple.Tests.Cli.Commands;

public sealed class LoginCommandTests : CliTest
{
    private string CredentialsFile => InFolder("config/maple/credentials.toml");

    private static FakeAnswer Serve(FakeRequest request) => request.Line.Contains("login", StringComparison.Ordinal)
        ? FakeAnswer.Envelope(200, """{"id":1,"username":"Bob","key":"new-key"}""")
        : FakeAnswer.Envelope(200, """{"success":[{"links":{"url":"http://h/a"}}]}""");

    private Task<Result> LoginAsync(FakeServer server) => RunAsync("login", "--url", server.Url, "-u", "bob", "-p", "pass\"word");

    [Fact]
    public async Task It_sends_name_and_password_and_keeps_the_key_for_its_owner_alone()
    {
        await using var server = new FakeServer(Serve);
        Assert.Equal(0, (await LoginAsync(server)).Code);
        using var sent = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal("bob", sent.RootElement.GetProperty("username").GetString());
        Assert.Equal("pass\"word", sent.RootElement.GetProperty("password").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CredentialsFile));
        Assert.Equal([CredentialsFile], Directory.GetFiles(InFolder("config/maple")));
    }

    [Fact]
    public async Task Afterwards_upload_and_delete_need_neither_address_nor_key()
    {
        await using var server = new FakeServer(Serve);
        await LoginAsync(server);
        Write("a.png", "x");
        Assert.Equal("http://h/a\n", (await RunAsync("upload", "a.png")).Out);
        Assert.Equal("7\n", (await RunAsync("delete", "7")).Out);
        Assert.All(server.Requests.Skip(1), r => Assert.Equal("Bearer new-key", r.Headers["Authorization"]));
    }

    [Fact]
    public async Task The_key_goes_to_no_other_server()
    {
        await using var server = new FakeServer(Serve);
        await using var other = new FakeServer(Serve);
        await LoginAsync(server);
        Assert.Equal(77, (await RunAsync("delete", "7", "--url", other.Url)).Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_login_that_others_can_read_is_refused()
    {
        await using var server = new FakeServer(Serve);
        await LoginAsync(server);
        File.SetUnixFileMode(CredentialsFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var result = await RunAsync("delete", "7");
        Assert.Equal(77, result.Code);
        Assert.Contains("chmod 600", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_servers_words()
    {
        await using var server = new FakeServer(_ => FakeAnswer.Envelope(401, "null", "wrong name or password"));
        var result = await LoginAsync(server);
        Assert.Equal((77, "maple: wrong name or password\n"), (result.Code, result.Error));
        Assert.False(File.Exists(CredentialsFile));
    }

    [Fact]
    public async Task On_a_terminal_it_asks_for_what_is_missing()
    {
        await using var server = new FakeServer(Serve);
        var terminal = new TestTerminal { IsTerminal = true, Input = new("bob\nsecret\n"u8.ToArray()) };
        Assert.Equal(0, (await RunAsync(terminal, "login", "--url", server.Url)).Code);
        Assert.Contains("\"secret\"", Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_it_says_what_is_missing() =>
        Assert.Equal(2, (await RunAsync("login", "--url", "http://127.0.0.1:1/", "-u", "bob")).Code);

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        string url;
        await using (var server = new FakeServer(Serve))
            url = server.Url;
        Assert.Equal(69, (await RunAsync("login", "--url", url, "-u", "bob", "-p", "x")).Code);
    }
}
