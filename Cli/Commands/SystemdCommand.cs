using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Cli.Service;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class SystemdCommand : Command
{
    private static readonly Option s_binary = new("binary", "FILE", $"where maple is (default {InstallPlaces.Binary})", $"maple 所在的位置（默认 {InstallPlaces.Binary}）");

    private static readonly Option s_config = new("config", 'c', "FILE",
        $"the configuration that the service reads (default {ConfigLoader.SystemFile})", $"服务读取的配置文件（默认 {ConfigLoader.SystemFile}）");

    private static readonly Option s_user = new("user", 'u', "NAME",
        "the account that it runs as (default: one that systemd makes while it runs)", "运行服务的系统用户（默认由 systemd 在运行时创建）");

    public override string Name => "systemd";
    public override Text Summary => new("Prints a unit for systemd", "输出 systemd 单元文件");

    public override Text Details => new(
        "It follows from the configuration: where the data is, which port, how much memory. Where there is no such file yet, data is in\n"
            + $"{UnitFile.DataFolder}. 'maple install' puts it, and all else, in place.",
        $"内容取决于配置：数据位置、端口、内存上限。配置文件尚不存在时，数据位于 {UnitFile.DataFolder}。\n"
            + "maple install 会安装它以及其他一切。");

    public override IReadOnlyList<Option> Options => [s_user, s_binary, s_config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("systemd > /etc/systemd/system/maple.service", "with a user that systemd makes", "使用 systemd 动态创建的用户"),
        new("systemd --user maple --binary /opt/maple/maple", "with an account that is there", "使用已有的系统用户"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string config = context.FullPath(context.Arguments.Value(s_config) ?? ConfigLoader.SystemFile);
        string binary = context.FullPath(context.Arguments.Value(s_binary) ?? InstallPlaces.Binary);
        string? user = context.Arguments.Value(s_user);
        if (user is not null)
            InstallPlaces.CheckUser(user);
        await context.Out.WriteAsync(Unit(binary, config, user, InstalledConfig.Load(config)).Write());
        return ExitCode.Ok;
    }

    /// <exception cref="CommandException">The configuration can't be that of a service.</exception>
    public static UnitFile Unit(string binary, string config, string? user, MapleOptions options)
    {
        var unit = new UnitFile(binary, config, user, options);
        if (unit.IsInTemporaryFolder)
            throw new CommandException(ExitCode.Config,
                $"{config}: the data is in a folder for temporary files; set [storage] upload_root to another, such as {UnitFile.DataFolder}",
                $"{config}：数据位于临时目录；请把 [storage] upload_root 设为其他位置，例如 {UnitFile.DataFolder}");
        if (user is null && unit.OtherFolders is [var folder, ..])
            throw CommandException.Usage(
                $"{folder} is outside of {UnitFile.DataFolder}: name the account whose data it is with --user NAME",
                $"{folder} 不在 {UnitFile.DataFolder} 下：请用 --user NAME 指定数据所属的系统用户");
        return unit;
    }
}
