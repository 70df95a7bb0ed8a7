using System.Text.Json;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage.Maintenance;

namespace Maple.Cli.Commands;

internal sealed class CheckCommand : Command
{
    private static readonly Option s_repair = new("repair", null, "repair what is safe, and move what belongs to nobody to lost+found", "修复可安全修复的问题，无主文件移到 lost+found");
    private static readonly Option s_deep = new("deep", null, "read every byte: hashes, whether renditions are pictures, and the database's own pages", "读取每个字节：校验哈希，检查缩略图能否读取，以及数据库文件的每一页");

    public override string Name => "check";

    public override Text Summary => new("Compares the database with the pictures", "核对数据库与图片文件");

    public override Text Details => new(
        "Works while the daemon runs, and through it. Prints a line for each finding: what, file, detail, and 'repaired' where it was, with tabs between.\n"
            + "--repair makes thumbnails and show pictures again, removes uploads that were cut off more than a day ago, and moves files without an image\n"
            + "to lost+found in the upload folder, each with a note, and writes facts beside the pictures again that differ from the database. A lost or changed original it leaves as it is: put it back from a backup.\n"
            + "The exit code is 0 when nothing is wrong, or all of it was repaired, else 1.",
        "守护进程运行时也可使用，并由它执行。每个问题一行：类型、文件、说明，已修复的末尾有 repaired，以制表符分隔。\n"
            + "--repair 会重新生成缩略图和展示图，删除一天前中断的上传，把没有对应图片的文件移到上传目录的 lost+found 并附说明，\n"
            + "并重写图片旁与数据库不一致的信息。丢失或改变的原图不会被改动：请从备份恢复。没有问题或全部修复时退出码为 0，否则为 1。");

    public override IReadOnlyList<Option> Options => [s_repair, s_deep, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("check", "every night", "每晚运行"),
        new("check --deep --repair", "after a crash of the disk", "磁盘故障之后"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var wish = new CheckWish(context.Arguments.Has(s_repair), context.Arguments.Has(s_deep));
        var report = await AdminAccess.CheckAsync(context, wish);
        if (context.Arguments.Has(SharedOptions.Json))
            JsonOutput.Write(context.Out, json => WriteJson(json, report));
        else
            Write(context, report);
        return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Write(CommandContext context, CheckReport report)
    {
        foreach (var finding in report.Findings)
            context.Out.WriteLine($"{Word(finding.Kind)}\t{finding.Path}\t{finding.Detail}{(finding.Repaired ? "\trepaired" : "")}");
        var open = report.Findings.Count(finding => !finding.Repaired);
        context.Say(new(
            $"{report.Images} images and {report.Files} files looked at, {report.Hashed} bytes hashed: {open} problems, {report.Findings.Count - open} repaired",
            $"检查了 {report.Images} 张图片、{report.Files} 个文件，校验 {report.Hashed} 字节：{open} 个问题，已修复 {report.Findings.Count - open} 个"));
    }

    private static void WriteJson(Utf8JsonWriter json, CheckReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", report.IsSound);
        json.WriteNumber("images", report.Images);
        json.WriteNumber("files", report.Files);
        json.WriteNumber("hashed", report.Hashed);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", Word(finding.Kind));
            json.WriteString("path", finding.Path);
            json.WriteString("detail", finding.Detail);
            json.WriteBoolean("repaired", finding.Repaired);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(FindingKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
