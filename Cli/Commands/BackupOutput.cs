using System.Globalization;
using Maple.Cli.CommandLine;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Commands;

/// <summary>What a backup prints at its end.</summary>
internal static class BackupOutput
{
    public static ExitCode Write(CommandContext context, BackupReport report)
    {
        var isSound = report.Lost.Count + report.Changed.Count == 0;
        foreach (var path in report.Lost)
            context.Say(new($"{path}: the store has lost this picture, so the backup is without it", $"{path}：数据中已没有这张图片，备份也不包含它"));
        foreach (var path in report.Changed)
            context.Say(new($"{path}: damaged in the store; the backup has it as it is", $"{path}：这张图片已损坏，按现状备份"));
        if (context.Arguments.Has(SharedOptions.Json))
            WriteJson(context, report, isSound);
        else if (context.Arguments.Operands[0] != "-")
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"backup\t{report.Place}\nimages\t{report.Images}\nfiles\t{report.Files}\nbytes\t{report.Bytes}\ncopied\t{report.CopiedBytes}"));
        return isSound ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Where standard output is the tar itself, on standard error.</summary>
    private static void WriteJson(CommandContext context, BackupReport report, bool isSound) =>
        JsonOutput.Write(context.Arguments.Operands[0] == "-" ? context.Error : context.Out, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", isSound);
            json.WriteString("backup", report.Place);
            json.WriteNumber("users", report.Users);
            json.WriteNumber("images", report.Images);
            json.WriteNumber("files", report.Files);
            json.WriteNumber("bytes", report.Bytes);
            json.WriteNumber("copied_files", report.CopiedFiles);
            json.WriteNumber("copied_bytes", report.CopiedBytes);
            foreach (var (name, paths) in (ReadOnlySpan<(string, List<string>)>)[("lost", report.Lost), ("changed", report.Changed)])
            {
                json.WriteStartArray(name);
                paths.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
}
