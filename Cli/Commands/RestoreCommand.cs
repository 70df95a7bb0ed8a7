using System.Globalization;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Commands;

internal sealed class RestoreCommand : Command
{
    private static readonly Option s_force = new("force", 'f', null,
        "even though there is a store; it is moved aside, nothing is deleted", "即使已有数据也恢复；原有数据会被移到一旁，不会删除");

    public override string Name => "restore";

    public override Text Summary => new("Puts a backup back", "恢复备份");

    public override Text Details => new(
        "From a folder of backups it takes the newest, or the one that is named (DIR/20261123T010203.456Z); else a tar, or one on standard input (-).\n"
            + "It goes where the configuration says that the data is. The daemon must not run. Every file is compared with the size and SHA-256 that the backup\n"
            + "notes, and every image with its file, before anything takes its place: a backup that is cut off or changed is refused, and nothing happens.\n"
            + "Links, keys, passwords and sessions are again what they were. Where there is a configuration (maple.toml) in the backup, it is left there:\n"
            + "compare it with yours. The exit code is 0 when all that the backup knows of is there again, 1 when it knew of lost or damaged pictures.",
        "若给出备份目录，则恢复其中最新的一份，也可指定某一份（DIR/20261123T010203.456Z）；还可以是 tar 文件，或从标准输入读取（-）。\n"
            + "数据恢复到配置所指的位置。运行前须停止守护进程。恢复之前会按备份记录的大小和 SHA-256 核对每个文件，并核对每张图片；\n"
            + "被截断或改动的备份会被拒绝，不做任何改动。链接、密钥、密码和会话都恢复原样。\n"
            + "备份中的配置文件（maple.toml）不会自动使用，请自行对照。备份完整恢复时退出码为 0；若备份本身记录有丢失或损坏的图片，退出码为 1。");

    public override Operands Operands => new("DIR|FILE.tar|-", 1, 1);

    public override IReadOnlyList<Option> Options => [s_force, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("restore /var/backups/maple", "the newest backup, on a new server", "在新服务器上恢复最新的备份"),
        new("restore /var/backups/maple/20261123T010203.456Z --force", "go back to an earlier day", "回到较早的某一天"),
        new("restore - < maple.tar", "from a tar that only root can read, say", "例如恢复只有 root 能读的 tar"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = context.LoadConfig().Options;
        var place = context.Arguments.Operands[0];
        await using var source = Open(context, place);
        StoreOwner.Become(options.Storage.RootFolder);
        var progress = new ProgressLine(context.Terminal, context.Language, TimeProvider.System);
        long bytes = 0;
        var report = await App.RestoreAsync(options, source, context.Arguments.Has(s_force), copied =>
        {
            bytes += copied;
            progress.Show(() => new($"{bytes >> 20} MB copied", $"已复制 {bytes >> 20} MB"));
        });
        progress.Clear();
        foreach (var aside in report.MovedAside)
            context.Say(new($"what was there before is at {aside}", $"原有数据已移到 {aside}"));
        foreach (var path in report.End.Lost)
            context.Say(new($"{path}: was lost already when the backup was made", $"{path}：备份时已丢失"));
        foreach (var path in report.End.Changed)
            context.Say(new($"{path}: was damaged already when the backup was made", $"{path}：备份时已损坏"));
        Write(context, report);
        return report.End.Lost.Count + report.End.Changed.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static IBackupSource Open(CommandContext context, string place)
    {
        if (place == "-")
            return new TarSource(place, context.Terminal.In);
        var path = context.FullPath(place);
        try
        {
            return Directory.Exists(path) ? new FolderSource(path) : new TarSource(path, File.OpenRead(path));
        }
        catch (Exception e) when (BackupError.IsOfDisk(e))
        {
            throw BackupError.OfRestore(path, e);
        }
    }

    private static void Write(CommandContext context, RestoreReport report)
    {
        if (context.Arguments.Has(SharedOptions.Json))
            JsonOutput.Write(context.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("taken_at", report.Begin.TakenAt);
                json.WriteNumber("users", report.End.Users);
                json.WriteNumber("images", report.End.Images);
                json.WriteNumber("bytes", report.End.Bytes);
                json.WriteStartArray("moved_aside");
                foreach (var aside in report.MovedAside)
                    json.WriteStringValue(aside);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        else
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"taken\t{report.Begin.TakenAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z\nusers\t{report.End.Users}\nimages\t{report.End.Images}\nbytes\t{report.End.Bytes}"));
    }
}
