using Maple.Cli;
using Maple.Cli.CommandLine;
using Maple.Tests.Support;

namespace Maple.Tests.Cli.CommandLine;

public sealed class ManPageTests : CliTest
{
    [Fact]
    public async Task Man_shows_it_without_a_complaint_and_with_every_command_and_option()
    {
        Write("maple.1", (await RunAsync("man")).Out);

        string complaints = await Bash.RunAsync(Folder, "MANROFFSEQ= MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z ./maple.1 2>&1 >/dev/null");
        string page = await Bash.RunAsync(Folder, "MANWIDTH=200 man -E UTF-8 -l ./maple.1 | col -b");

        Assert.Equal("", complaints);
        foreach (var command in CommandTable.All)
        {
            Assert.Contains($"maple {command.Name}", page, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains($"--{option.Long}", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task It_and_the_documents_list_every_exit_code()
    {
        string page = (await RunAsync("man")).Out, document = Repository.Read("docs/running.md");
        string[] rows = [.. Enum.GetValues<ExitCode>().Select(code => $"| {(int)code} | {ExitCodes.Meaning(code).English} |")];

        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($".B {(int)code}\n", page, StringComparison.Ordinal));
        Assert.True(rows.All(row => document.Contains(row, StringComparison.Ordinal)), "docs/running.md should have these rows:\n" + string.Join('\n', rows));
        Assert.Equal(rows.Length, document.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])));
    }
}
