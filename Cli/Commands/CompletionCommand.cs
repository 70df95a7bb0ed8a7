using Maple.Cli.CommandLine;
using Maple.Cli.CommandLine.Completion;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class CompletionCommand : Command
{
    public override string Name => "completion";
    public override Text Summary => new("Prints what a shell completes commands with", "输出 shell 的命令补全脚本");
    public override Operands Operands => new("SHELL", 1, 1);

    public override IReadOnlyList<Example> Examples =>
    [
        new("completion bash > ~/.local/share/bash-completion/completions/maple", "for new shells of yours", "对之后打开的 bash 生效"),
        new("completion zsh > ~/.zfunc/_maple", "into a folder of $fpath", "写入 $fpath 中的目录"),
        new("completion fish > ~/.config/fish/completions/maple.fish", "for fish", "用于 fish"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string shell = context.Arguments.Operands[0];
        if (!Shells.All.TryGetValue(shell, out var write))
            throw CommandException.Usage(
                $"'{shell}' is none of {string.Join(", ", Shells.All.Keys)}", $"“{shell}”不是下列之一：{string.Join('、', Shells.All.Keys)}");
        await context.Out.WriteAsync(write(CommandTable.All, context.Language));
        return ExitCode.Ok;
    }
}
