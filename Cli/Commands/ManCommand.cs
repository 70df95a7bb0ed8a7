using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class ManCommand : Command
{
    public override string Name => "man";
    public override Text Summary => new("Prints the manual page", "输出手册页（英文）");

    public override IReadOnlyList<Example> Examples =>
    [
        new("man | man -l -", "to read it", "直接阅读"),
        new("man > /usr/local/share/man/man1/maple.1", "then 'man maple' finds it", "之后可用 man maple 查看"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        await context.Out.WriteAsync(ManPage.Write(CommandTable.All, VersionCommand.Current.Split('+')[0]));
        return ExitCode.Ok;
    }
}
