using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Storage.Maintenance.Backups;
using Maple.Unix;

namespace Maple.Cli.Commands;

internal sealed class BackupCommand : Command
{
    private static readonly Option s_keep = new("keep", 'k', "NUMBER",
        "of backups in the folder, keep the newest NUMBER and remove older ones once this one is complete",
        "备份完成后，只保留目录中最新的 NUMBER 份，删除更早的");

    private static readonly Option s_withoutSecrets = new("without-secrets", null,
        "leave out secret.key and the configuration: after a restore all keys and sessions are new", "不包含 secret.key 和配置文件：恢复后所有密钥和会话都会更换");

    public override string Name => "backup";

    public override Text Summary => new("Makes a backup of everything, while the daemon runs", "备份全部数据（守护进程可照常运行）");

    public override Text Details => new(
        "DIR becomes a folder of backups, DIR/20261123T010203.456Z and so on, each of them whole. One after the first copies only what is new: the rest\n"
            + "are hard links to the backup before. DIR/latest points to the newest. FILE.tar is one file; - writes the tar to standard output.\n"
            + "A backup is of one moment: every picture, name, album, user, password and key that was there when it began, whatever is uploaded, edited or\n"
            + "deleted meanwhile. It appears under its name when all of it is on the disk; one that is cut off leaves those before as they are.\n"
            + "It holds secret.key and the configuration: whoever can read it can sign in as anyone. It is readable by its owner alone; keep it so, and\n"
            + "encrypt what leaves the house. Standard output: where it is, how many images, files and bytes it has, and how many bytes were copied.\n"
            + "The exit code is 1 when the backup is complete, but the store itself had lost or damaged pictures; they are named.",
        "DIR 会成为备份目录，其中每份备份（如 DIR/20261123T010203.456Z）都是完整的。第一份之后只复制新增内容，\n"
            + "其余为指向上一份备份的硬链接。DIR/latest 指向最新的一份。FILE.tar 是单个文件；- 表示把 tar 写到标准输出。\n"
            + "备份对应某一时刻：包含开始时已有的所有图片、名称、相册、用户、密码和密钥，不受期间的上传、修改和删除影响。\n"
            + "全部写入磁盘之后备份才会以正式名称出现；中断的备份不影响之前的备份。\n"
            + "备份包含 secret.key 和配置文件：能读到它的人可以冒充任何用户。备份仅所有者可读，请妥善保管，传到外部前请加密。\n"
            + "标准输出给出位置、图片数、文件数、字节数和本次复制的字节数。若数据本身已有图片丢失或损坏，备份仍会完成并列出它们，退出码为 1。");

    public override Operands Operands => new("DIR|FILE.tar|-", 1, 1);

    public override IReadOnlyList<Option> Options => [s_keep, s_withoutSecrets, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("backup /var/backups/maple --keep 30", "every night", "每晚运行"),
        new("backup maple.tar", "one file", "备份为单个文件"),
        new("backup - | ssh nas 'cat > maple.tar'", "to another machine", "备份到另一台机器"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var config = context.LoadConfig();
        var storage = config.Options.Storage;
        var place = context.Arguments.Operands[0];
        var keep = Keep(context.Arguments);
        if (!File.Exists(storage.DatabaseFile))
            throw new CommandException(ExitCode.Failed,
                $"there is no store in {storage.RootFolder}; is this the right configuration (--config)?",
                $"{storage.RootFolder} 中没有数据；请确认配置是否正确（--config）");
        if (place == "-" && !Console.IsOutputRedirected)
            throw CommandException.Usage("a tar is not for a terminal; send it to a file or a program", "tar 不能输出到终端；请重定向到文件或程序");
        if (place != "-" && !IsTar(place))
            MakeFolder(context.FullPath(place), storage.RootFolder);

        StoreOwner.Become(storage.RootFolder);
        await using var snapshot = await AdminAccess.StandStillAsync(config.Options, context.Say);
        await using var target = Open(context, place, snapshot.TakenAt, keep);
        List<(string Path, string File)> secrets = context.Arguments.Has(s_withoutSecrets) ? [] : Secrets(config);
        var progress = new ProgressLine(context.Terminal, context.Language, TimeProvider.System);
        var report = await App.BackUpAsync(config.Options, snapshot, target, VersionCommand.Current, secrets, r => progress.Show(() => new(
            $"{r.Images} images, {r.CopiedBytes >> 20} MB copied", $"{r.Images} 张图片，已复制 {r.CopiedBytes >> 20} MB")));
        progress.Clear();
        SayOfSecrets(context, config, secrets.Count > 0);
        return BackupOutput.Write(context, report);
    }

    private static int? Keep(Arguments arguments)
    {
        if (arguments.Value(s_keep) is not { } text)
            return null;
        return int.TryParse(text, out var keep) && keep > 0
            ? keep
            : throw CommandException.Usage($"--keep {text}: not a number from 1 on", $"--keep {text}：不是大于 0 的整数");
    }

    private static bool IsTar(string place) => place.EndsWith(".tar", StringComparison.Ordinal);

    /// <summary>Root makes it for the user whose data it is, who writes it.</summary>
    private static void MakeFolder(string folder, string rootFolder)
    {
        if (!StoreOwner.IsRoot || Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var owner = StoreOwner.Of(rootFolder);
        Posix.GiveTo(folder, owner.User, owner.Group);
    }

    private static IBackupTarget Open(CommandContext context, string place, DateTimeOffset takenAt, int? keep)
    {
        if (place == "-")
            return TarTarget.Into(Console.OpenStandardOutput());
        var path = context.FullPath(place);
        try
        {
            return IsTar(place) ? TarTarget.IntoFile(path) : new FolderTarget(path, takenAt, keep);
        }
        catch (Exception e) when (BackupError.IsOfDisk(e))
        {
            throw BackupError.OfPlace(path, e);
        }
    }

    private static List<(string Path, string File)> Secrets(LoadedConfig config)
    {
        var files = new List<(string Path, string File)>();
        var secret = Path.Combine(config.Options.Storage.RootFolder, SecretKeyFile.Name);
        if (File.Exists(secret))
            files.Add((BackupPath.Secret, secret));
        if (config.File is { } file)
            files.Add((BackupPath.Config, file));
        return files;
    }

    private static void SayOfSecrets(CommandContext context, LoadedConfig config, bool areIn)
    {
        if (areIn)
            context.Say(new(
                "the backup holds the secret that signs keys and sessions: whoever can read it can sign in as anyone",
                "备份中包含用于签发密钥和会话的密钥文件：能读到备份的人可以冒充任何用户"));
        var secret = ConfigKeys.All.First(key => key is { Section: "auth", Name: "secret_key" });
        if (config.SourceOf(secret).Origin == ConfigOrigin.Environment)
            context.Say(new(
                "the secret comes from the environment and is not in the backup: keep it elsewhere, keys are good with it alone",
                "密钥来自环境变量，不在备份中：请另行保存，没有它所有 API 密钥都会失效"));
    }
}
