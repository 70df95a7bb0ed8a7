using System.Text.Json;

namespace Maple.Tests.Cli.Commands;

public sealed class CheckConfigCommandTests : CliTest
{
    [Fact]
    public async Task It_shows_each_value_with_its_source_and_masks_secrets()
    {
        Write("maple.toml", "[auth]\nsecret_key = 'hush-4711-hush-0815'\nold_secret_keys = ['older-4711-hush-0815']\n[server]\nper_page = 5\n");
        Environment["MAPLE_LOG_LEVEL"] = "debug";
        var result = await RunAsync("check-config");
        Assert.Equal(0, result.Code);
        Assert.Matches(@"(?m)^per_page = 5 +# maple\.toml:5$", result.Out);
        Assert.Matches(@"(?m)^level = ""debug"" +# MAPLE_LOG_LEVEL$", result.Out);
        Assert.Matches(@"(?m)^max_files = 100 +# default$", result.Out);
        Assert.DoesNotContain("hush", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("older", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_output_is_a_configuration_again()
    {
        Write("out.toml", (await RunAsync("check-config")).Out);
        Assert.Equal(0, (await RunAsync("check-config", "-c", "out.toml")).Code);
    }

    [Fact]
    public async Task Errors_go_to_standard_error_with_exit_code_78()
    {
        Write("maple.toml", "[server]\nlisten = 1\nfoo = 2\n");
        var result = await RunAsync("check-config");
        Assert.Equal(78, result.Code);
        Assert.Empty(result.Out);
        Assert.Equal(2, result.Error.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData("MAPLE_SERVER_DEBUG", "true", "debug is on")]
    [InlineData("MAPLE_SERVER_LISTEN", "0.0.0.0:80", "without TLS")]
    [InlineData("MAPLE_SERVER_PUBLIC_URL", "http://img.example.org", "not https")]
    [InlineData("MAPLE_SERVER_TRUSTED_PROXIES", "0.0.0.0/0", "believes every address")]
    [InlineData("MAPLE_SERVER_MIDDLEWARE", "access-log", "leaves some out")]
    public async Task What_is_unsafe_is_said(string variable, string value, string finding)
    {
        Assert.DoesNotContain("# unsafe", (await RunAsync("check-config")).Out, StringComparison.Ordinal);
        Environment[variable] = value;
        var result = await RunAsync("check-config");
        Assert.Equal(0, result.Code);
        Assert.Matches($"(?m)^# unsafe: .*{finding}", result.Out);
    }

    [Fact]
    public async Task A_file_without_secrets_may_be_read_by_anyone()
    {
        Write("maple.toml", "[server]\nper_page = 5\n");
        File.SetUnixFileMode(InFolder("maple.toml"), (UnixFileMode)0b110_100_100);
        var result = await RunAsync("check-config");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.DoesNotContain("# unsafe", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        Write("maple.toml", "[server]\ndebug = true\nper_page = 0\n");
        var result = await RunAsync("check-config", "--json");
        Assert.Equal(78, result.Code);
        using var json = JsonDocument.Parse(result.Out);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal("maple.toml:3", json.RootElement.GetProperty("problems")[0].GetProperty("source").GetString());
        Assert.Contains(json.RootElement.GetProperty("keys").EnumerateArray(),
            k => k.GetProperty("key").GetString() == "debug" && k.GetProperty("value").GetBoolean() && k.GetProperty("source").GetString() == "maple.toml:2");
    }
}
