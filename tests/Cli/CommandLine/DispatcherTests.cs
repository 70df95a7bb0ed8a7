using Maple.Cli;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Tests.Cli.CommandLine;

public sealed class DispatcherTests : CliTest
{
    public static TheoryData<string> Names => [.. CommandTable.All.Select(c => c.Name)];

    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_lists_every_command(params string[] words)
    {
        var result = await RunAsync(words);
        Assert.Equal(0, result.Code);
        Assert.All(CommandTable.All, c => Assert.Contains($"  {c.Name} ", result.Out, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_command_teaches(string name)
    {
        var result = await RunAsync(name, "--help");
        Assert.Equal(0, result.Code);
        Assert.StartsWith($"Usage: maple {name} ", result.Out, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(result.Out, (await RunAsync("help", name)).Out);

        Environment["LANG"] = "zh_CN.UTF-8";
        Assert.Contains("示例：", (await RunAsync(name, "--help")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uplaod", "maple: unknown command 'uplaod'; did you mean upload?")]
    [InlineData("frobnicate", "maple: unknown command 'frobnicate'")]
    [InlineData("--colour", "maple: unknown option --colour before the command")]
    public async Task What_is_unknown_is_a_usage_error_with_a_suggestion(string word, string message)
    {
        var result = await RunAsync(word);
        Assert.Equal(2, result.Code);
        Assert.Empty(result.Out);
        Assert.StartsWith(message + "\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    [InlineData("-V")]
    public async Task The_version_is_told(string word) =>
        Assert.Matches(@"^maple \d+\.\d+\.\d+", (await RunAsync(word)).Out);

    [Fact]
    public async Task Config_may_stand_before_the_command()
    {
        Write("my.toml", "[server]\nper_page = 33");
        Assert.Contains("per_page = 33", (await RunAsync("--config", "my.toml", "check-config")).Out, StringComparison.Ordinal);
        Assert.Contains("per_page = 33", (await RunAsync("--config=my.toml", "check-config")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "", "en")]
    [InlineData("", "", "zh_TW", "zh")]
    [InlineData("C", "zh_CN.UTF-8", "zh_CN.UTF-8", "en")]
    [InlineData("", "de_DE", "zh_CN.UTF-8", "en")]
    [InlineData("zh_CN", "de_DE", "en_US", "zh")]
    public void The_language_follows_the_locale(string all, string messages, string lang, string expected)
    {
        var environment = new Dictionary<string, string> { ["LC_ALL"] = all, ["LC_MESSAGES"] = messages, ["LANG"] = lang };
        Assert.Equal(expected == "zh" ? Language.Chinese : Language.English, Locale.Of(environment));
    }

    [Fact]
    public void Every_error_code_has_an_exit_code_that_is_no_success() =>
        Assert.All(Enum.GetValues<ErrorCode>(), c => Assert.NotEqual(ExitCode.Ok, ExitCodes.For(c)));
}
