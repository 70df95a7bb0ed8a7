using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class HelpCommand : Command
{
    public override string Name => "help";
    public override Text Summary => new("Tells what a command does", "显示命令的说明");
    public override Operands Operands => new("[COMMAND]", 0, 1);

    public override IReadOnlyList<Example> Examples =>
    [
        new("help", "all commands", "所有命令"),
        new("help upload", "one command", "一个命令"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        await context.Out.WriteAsync(context.Arguments.Operands is [var name]
            ? HelpText.Of(Find(CommandTable.All, name), context.Language)
            : HelpText.Overview(CommandTable.All, context.Language));
        return ExitCode.Ok;
    }
}
