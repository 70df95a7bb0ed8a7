using Maple.Cli.CommandLine;
using Maple.Cli.Service;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class UninstallCommand : Command
{
    public override string Name => "uninstall";
    public override Text Summary => new("Undoes 'maple install', and keeps the data", "撤销 maple install，保留数据");

    public override Text Details => new(
        "Pictures and database stay where they are, and are named at the end; so do their account, and a configuration that was changed.",
        "图片和数据库保留原处并在最后列出；其所属的系统用户和改动过的配置也会保留。");

    public override IReadOnlyList<Option> Options => [InstallOptions.DryRun, InstallOptions.User, InstallOptions.Root];

    public override IReadOnlyList<Example> Examples =>
    [
        new("uninstall --dry-run", "shows what would be done", "显示将要执行的步骤"),
        new("uninstall", "says where the data is", "并说明数据所在位置"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        Installation installation = InstallOptions.Read(context, out _);
        MapleOptions options = installation.OptionsOrDefaults();
        InstallOptions.Do(context, installation.UndoingSteps());
        foreach (string left in installation.Left(options))
            context.Say(new($"{left} is kept", $"已保留 {left}"));
        return Task.FromResult(ExitCode.Ok);
    }
}
