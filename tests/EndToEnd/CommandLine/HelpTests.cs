using System.Text.Json;

namespace Maple.Tests.EndToEnd.CommandLine;

public sealed class HelpTests : CommandLineTest
{
    private static readonly string[] s_commands =
        ["serve", "create-user", "key", "users", "passwd", "upload", "login", "delete", "check", "backup", "restore", "check-config", "init", "version",
        "systemd", "install", "uninstall", "nginx", "caddy", "completion", "man", "import"];

    [Fact]
    public async Task Maple_alone_is_the_help_and_names_every_command()
    {
        var help = await OutputAsync();
        Assert.All(s_commands, c => Assert.Matches($"(?m)^  {c} +\\S", help));
        Assert.Equal(help, await OutputAsync("help"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("C.UTF-8", "LC_ALL", "Usage: maple upload", "Uploads pictures")]
    [InlineData("zh_CN.UTF-8", "LC_ALL", "用法：maple upload", "上传图片")]
    [InlineData("zh_CN.UTF-8", "LANG", "用法：maple upload", "上传图片")]
    public async Task Help_speaks_the_language_of_the_locale(string locale, string variable, params string[] said)
    {
        var result = await RunAsync(["upload", "--help"], "", ("LC_ALL", ""), (variable, locale));
        Assert.Equal(0, result.ExitCode);
        Assert.All(said, s => Assert.Contains(s, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_are_chinese_too()
    {
        var result = await RunAsync(["create-user", "-u", "..", "-e", "a@example.com", "-p", "correct horse"], "", ("LC_ALL", "zh_CN.UTF-8"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("不能以点号开头", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maple: unknown command 'uplod'; did you mean upload?", "uplod")]
    [InlineData("maple: unknown command 'frobnicate'\n", "frobnicate")]
    [InlineData("maple: unknown option --albun; did you mean --album?", "upload", "--albun", "x")]
    [InlineData("maple: --format markdwn: not one of url, markdown, html, bbcode, json, typora; did you mean markdown?", "upload", "-f", "markdwn", "x")]
    [InlineData("maple: FILE... is missing", "upload")]
    [InlineData("maple: 'now' is one argument too many", "serve", "now")]
    public async Task What_makes_no_sense_ends_with_2_and_a_suggestion(string message, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told_for_people_and_for_scripts()
    {
        Assert.Matches(@"^maple \d+\.\d+\.\d+\S*\n$", await OutputAsync("version"));
        using var json = JsonDocument.Parse(await OutputAsync("version", "--json"));
        Assert.Matches(@"^\d+\.\d+\.\d+", json.RootElement.GetProperty("version").GetString());
    }
}
