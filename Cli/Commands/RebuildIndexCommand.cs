using System.Globalization;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage.Maintenance;

namespace Maple.Cli.Commands;

internal sealed class RebuildIndexCommand : Command
{
    private static readonly Option s_force = new("force", 'f', null, "even though there is a database; it is moved aside", "即使已有数据库也重建，原数据库会被移到一旁");

    public override string Name => "rebuild-index";

    public override Text Summary => new("Makes the database again from the pictures", "根据图片重建数据库");

    public override Text Details => new(
        "For when the database is lost or damaged. Beside each user's pictures maple keeps their facts: names, descriptions, albums, users, passwords\n"
            + "and keys. The new database has all of it, under the same ids, and keys stay good as long as the secret is there; logins end.\n"
            + "The daemon must not run. The exit code is 1 when a picture is known whose file is gone.",
        "用于数据库丢失或损坏时。maple 在每个用户的图片旁保存了名称、描述、相册、用户、密码和密钥等信息。\n"
            + "重建后的数据库包含全部内容，编号不变；只要密钥文件还在，原有 API 密钥仍然有效；登录会失效。\n"
            + "运行前须停止守护进程。若有已知图片的文件丢失，退出码为 1。");

    public override IReadOnlyList<Option> Options => [s_force, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("rebuild-index", "after maple.db was lost", "maple.db 丢失之后"),
        new("rebuild-index --force", "after maple.db was damaged", "maple.db 损坏之后"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        MapleOptions options = context.LoadConfig().Options;
        if (File.Exists(options.Storage.DatabaseFile) && !context.Arguments.Has(s_force))
        {
            throw new CommandException(
                ExitCode.CannotCreate,
                $"{options.Storage.DatabaseFile} exists; --force moves it aside and makes a new one",
                $"{options.Storage.DatabaseFile} 已存在；--force 会将其移到一旁并重建");
        }

        (RebuildReport report, IReadOnlyList<string> movedAside) = await App.RebuildIndexAsync(options);
        foreach (string file in movedAside)
            context.Say(new($"the old database is at {file}", $"原数据库已移到 {file}"));
        Say(context, report.UsersWithoutFacts, "without facts: has a new key ('maple key'), and may need a new password ('maple passwd')",
            "缺少信息：已生成新密钥（maple key），可能需要重设密码（maple passwd）");
        Say(context, report.WithoutFacts, "without facts: taken in under its file's name", "缺少信息：已按文件名收录");
        Say(context, report.Removed, "was deleted: not taken in", "已被删除：未收录");
        Say(context, report.NoPictures, "no picture: not taken in", "不是图片：未收录");
        Say(context, report.Lost, "the picture is lost: its file is gone", "图片已丢失：文件不存在");
        if (report.BadLines > 0)
            context.Say(new($"{report.BadLines} lines of facts were unreadable", $"有 {report.BadLines} 行信息无法读取"));
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"users\t{report.Users}\nalbums\t{report.Albums}\nimages\t{report.Images}"));
        return report.Lost.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Say(CommandContext context, List<string> things, string english, string chinese)
    {
        foreach (string thing in things)
            context.Say(new($"{thing}: {english}", $"{thing}：{chinese}"));
    }
}
