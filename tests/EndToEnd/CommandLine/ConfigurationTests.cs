using System.Text.Json;

namespace Maple.Tests.EndToEnd.CommandLine;

public sealed class ConfigurationTests : CommandLineTest
{
    /// <summary>Readable by its owner alone, since it may hold a secret.</summary>
    private void Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        File.SetUnixFileMode(InFolder(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<string> ShownAsync(string key, string[] arguments, params (string Name, string Value)[] environment)
    {
        var result = await RunAsync(["check-config", .. arguments], "", environment);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.Split('\n').Single(l => l.StartsWith($"{key} = ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_file_the_defaults_hold()
    {
        Assert.Matches("^listen = \"127.0.0.1:8000\" +# default$", await ShownAsync("listen", []));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task The_option_goes_before_the_variable_and_that_before_the_folder()
    {
        Write("maple.toml", "[server]\nper_page = 2\n");
        Write("variable.toml", "[server]\nper_page = 3\n");
        Write("option.toml", "[server]\nper_page = 4\n");

        Assert.Matches(@"^per_page = 2 +# maple\.toml:2$", await ShownAsync("per_page", []));
        var variable = ("MAPLE_CONFIG", "variable.toml");
        Assert.Matches(@"^per_page = 3 +# variable\.toml:2$", await ShownAsync("per_page", [], variable));
        Assert.Matches(@"^per_page = 4 +# option\.toml:2$", await ShownAsync("per_page", ["--config", "option.toml"], variable));
        Assert.Matches("^per_page = 5 +# MAPLE_SERVER_PER_PAGE$",
            await ShownAsync("per_page", ["--config", "option.toml"], variable, ("MAPLE_SERVER_PER_PAGE", "5")));
    }

    [Fact]
    public async Task Every_key_can_be_set_by_its_variable()
    {
        using var defaults = JsonDocument.Parse(await OutputAsync("check-config", "--json"));
        var keys = defaults.RootElement.GetProperty("keys").EnumerateArray()
            .Select(k => (Name: $"MAPLE_{k.GetProperty("section")}_{k.GetProperty("key")}".ToUpperInvariant(), Value: k.GetProperty("value"))).ToList();
        var environment = keys.Select(k => (k.Name, k.Value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(',', k.Value.EnumerateArray()),
            JsonValueKind.Null => "",
            JsonValueKind.True or JsonValueKind.False => k.Value.GetRawText(),
            _ => k.Value.ToString(),
        })).ToArray();

        var result = await RunAsync(["check-config", "--json"], "", environment);

        Assert.True(result.ExitCode == 0, result.Output);
        using var set = JsonDocument.Parse(result.Output);
        Assert.Equal(keys.Select(k => k.Name), set.RootElement.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("source").GetString()));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    [InlineData("users")]
    public async Task Every_problem_is_told_in_one_go_with_file_line_and_what_is_allowed(string command)
    {
        Write("maple.toml",
            """
            [server]
            listen = "foo"
            per_page = "many"
            lisen = "127.0.0.1:1"
            [limits]
            max_body = "1.5MB"
            [auth]
            secret_key = "ccc"
            """);

        var result = await RunAsync([command], "", ("MAPLE_LOG_LEVEL", "loud"));

        Assert.Equal(78, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Collection(result.Errors.TrimEnd().Split('\n'),
            l => Assert.Equal("maple.toml:2: [server] listen: \"foo\" is not ADDRESS:PORT (example: 127.0.0.1:8000)", l),
            l => Assert.Equal("maple.toml:3: [server] per_page: \"many\" is not a whole number from 1 to 100", l),
            l => Assert.Equal("maple.toml:4: [server] lisen: unknown key; did you mean listen?", l),
            l => Assert.StartsWith("maple.toml:6: [limits] max_body: \"1.5MB\" is not a size from 1KB to 1TB", l, StringComparison.Ordinal),
            l => Assert.StartsWith("maple.toml:8: [auth] secret_key: a secret that is easy to guess; use at least 16 random characters", l, StringComparison.Ordinal),
            l => Assert.Equal("MAPLE_LOG_LEVEL: [log] level: \"loud\" is not one of debug, info, warning, error", l));
        Assert.False(Directory.Exists(InFolder("data")));
    }

    [Fact]
    public async Task A_file_that_is_named_must_be_there()
    {
        var result = await RunAsync("serve", "--config", "nowhere.toml");
        Assert.Equal((78, "nowhere.toml: there is no such file; 'maple init' writes one\n"), (result.ExitCode, result.Errors));
    }

    [Theory]
    [InlineData("ccc")]
    [InlineData("short")]
    [InlineData("secret-key-secret-key")]
    public async Task A_weak_secret_is_refused_but_for_debugging(string secret)
    {
        var refused = await RunAsync(["serve"], "", ("MAPLE_AUTH_SECRET_KEY", secret), ("MAPLE_SERVER_LISTEN", "127.0.0.1:0"));
        Assert.Equal(78, refused.ExitCode);
        Assert.StartsWith("MAPLE_AUTH_SECRET_KEY: [auth] secret_key: ", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{secret}\"", refused.Errors, StringComparison.Ordinal);

        await using var daemon = await Daemon.StartAsync(Folder, ("MAPLE_AUTH_SECRET_KEY", secret), ("MAPLE_SERVER_DEBUG", "true"));
        using var client = daemon.Client();
        Assert.True((await client.GetAsync("healthz")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Check_config_hides_secrets_and_names_what_is_unsafe()
    {
        Write("maple.toml",
            """
            [server]
            listen = "0.0.0.0:8000"
            debug = true
            trusted_proxies = ["0.0.0.0/0"]
            [auth]
            secret_key = "hush-hush-4711-hush"
            old_secret_keys = ["older-4711-and-still-good"]
            """);

        var text = await OutputAsync("check-config");
        Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^secret_key = ""\*+"" +# maple\.toml:6$", text);
        Assert.All(["debug is on", "without TLS", "believes every address"], f => Assert.Matches($"(?m)^# unsafe: .*{f}", text));

        using var json = JsonDocument.Parse(await OutputAsync("check-config", "--json"));
        Assert.DoesNotContain("4711", json.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["debug", "open_without_tls", "proxies_everywhere"],
            json.RootElement.GetProperty("unsafe").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Init_writes_a_commented_file_that_holds_the_defaults()
    {
        Assert.Equal("maple.toml\n", await OutputAsync("init"));
        var toml = await File.ReadAllTextAsync(InFolder("maple.toml"));
        Assert.Contains("\n# listen = \"127.0.0.1:8000\"\n", toml, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InFolder("maple.toml")));
        Assert.Equal(0, (await RunAsync("check-config")).ExitCode);

        var again = await RunAsync("init");
        Assert.Equal((73, "maple: maple.toml exists already; --force overwrites it\n"), (again.ExitCode, again.Errors));
        Assert.Equal(toml, await File.ReadAllTextAsync(InFolder("maple.toml")));
    }

    [Fact]
    public async Task Init_speaks_chinese_and_what_it_writes_is_accepted()
    {
        Assert.Equal(0, (await RunAsync(["init"], "", ("LC_ALL", "zh_CN.UTF-8"))).ExitCode);
        Assert.Contains("# maple 的配置。", await File.ReadAllTextAsync(InFolder("maple.toml")), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("check-config")).ExitCode);
    }

    [Fact]
    public async Task What_the_file_says_is_what_the_daemon_does()
    {
        Write("maple.toml",
            """
            [auth]
            token_header = "X-Maple"
            [storage]
            upload_root = "store"
            upload_path = "pics"
            database = "facts.db"
            """);
        await using var daemon = await StartDaemonAsync();
        var key = (await CreateUserAsync("bob")).Trim();
        using var client = daemon.Client();
        client.DefaultRequestHeaders.Add("X-Maple", key);
        Assert.True((await client.GetAsync("api/albums")).IsSuccessStatusCode);
        Assert.True(File.Exists(InFolder("store/facts.db")));
        Assert.True(Directory.Exists(InFolder("store/pics")));
    }
}
