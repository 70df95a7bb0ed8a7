using Maple.Cli;
using Maple.Tests.Support;

namespace Maple.Tests.Cli.CommandLine;

/// <summary>In the real shells.</summary>
public sealed class CompletionTests : CliTest
{
    [Theory]
    [InlineData("bash", "bash -n", "")]
    [InlineData("zsh", "zsh -n", "")]
    [InlineData("fish", "fish -n", "")]
    [InlineData("bash", "bash -n", "zh_CN.UTF-8")]
    [InlineData("zsh", "zsh -n", "zh_CN.UTF-8")]
    [InlineData("fish", "fish -n", "zh_CN.UTF-8")]
    public async Task Each_shell_understands_its_own(string shell, string check, string locale)
    {
        Environment["LC_ALL"] = locale;
        Write("maple", (await RunAsync("completion", shell)).Out);
        Assert.Equal("", await Bash.RunAsync(Folder, $"{check} maple 2>&1"));
    }

    [Theory]
    [InlineData("maple upl", "upload")]
    [InlineData("maple upload --form", "--format")]
    [InlineData("maple upload --format mark", "markdown")]
    [InlineData("maple help resto", "restore")]
    [InlineData("maple --config maple.toml serv", "serve")]
    [InlineData("maple completion fi", "fish")]
    public async Task Bash_completes_commands_options_and_choices(string typed, string expected)
    {
        Write("maple", (await RunAsync("completion", "bash")).Out);
        string said = await Bash.RunAsync(Folder, $"source ./maple; COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _maple; printf '%s\\n' \"${{COMPREPLY[@]}}\"");
        Assert.Equal(expected, said.Trim());
    }

    [Theory]
    [InlineData("maple upl", "upload")]
    [InlineData("maple upload --form", "--format")]
    [InlineData("maple upload --format mark", "markdown")]
    [InlineData("maple help resto", "restore")]
    public async Task Fish_completes_commands_options_and_choices(string typed, string expected)
    {
        Write("maple.fish", (await RunAsync("completion", "fish")).Out);
        string said = await Bash.RunAsync(Folder, $"fish --no-config -c 'source maple.fish; complete -C \"{typed}\"'");
        Assert.Equal(expected, said.Trim().Split('\t')[0]);
    }

    [Fact]
    public async Task Each_command_and_option_is_in_all_of_them()
    {
        foreach (string shell in (string[])["bash", "zsh", "fish"])
        {
            string script = (await RunAsync("completion", shell)).Out;
            foreach (var command in CommandTable.All)
            {
                Assert.Contains(command.Name, script, StringComparison.Ordinal);
                Assert.All(command.Options, option => Assert.Contains(option.Long, script, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Another_shell_is_told_which_there_are()
    {
        var result = await RunAsync("completion", "csh");
        Assert.Equal(2, result.Code);
        Assert.Contains("bash, fish, zsh", result.Error, StringComparison.Ordinal);
    }
}
