using Maple.Cli.CommandLine;
using Maple.Cli.Service;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class InstallCommand : Command
{
    public override string Name => "install";
    public override Text Summary => new("Makes a service of this binary, on a system with systemd", "将本程序安装为服务（需要 systemd）");

    public override Text Details => new(
        $"As root: the binary to {InstallPlaces.Binary}, a configuration, an account, {UnitFile.DataFolder} and a unit; then it is started, and again with the system.\n"
            + "Run again, it changes only what differs: a newer binary's is an upgrade. A configuration that is there is left as it is.",
        $"以 root 身份：将程序安装到 {InstallPlaces.Binary}，并创建配置、系统用户、{UnitFile.DataFolder} 和单元文件，然后启动并设为开机启动。\n"
            + "再次运行时只更改有差异的部分：用新版本运行即为升级。已有的配置保持不变。");

    public override IReadOnlyList<Option> Options => [InstallOptions.DryRun, InstallOptions.User, InstallOptions.Root];

    public override IReadOnlyList<Example> Examples =>
    [
        new("install --dry-run", "shows what would be done", "显示将要执行的步骤"),
        new("install", "then 'maple create-user' makes the first user", "之后用 maple create-user 创建第一个用户"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        Installation installation = InstallOptions.Read(context, out InstallPlaces places);
        if (places.Root == "/" && File.Exists(InstallPlaces.PackagedUnit))
            throw new CommandException(ExitCode.CannotCreate,
                "maple is installed as a package; upgrade that, or remove it first", "maple 已作为软件包安装；请升级该软件包，或先将其移除");
        InstallOptions.Do(context, installation.Steps());
        if (!context.Arguments.Has(InstallOptions.DryRun) && !places.IsLive)
            context.Say(new("systemd doesn't run here: nothing was started", "此处没有运行 systemd：未启动服务"));
        return Task.FromResult(ExitCode.Ok);
    }
}
