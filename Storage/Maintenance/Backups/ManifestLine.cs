using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>One line of <c>manifest.jsonl</c>: one of these is there. The first is the beginning, the last the end, between them are files.</summary>
internal sealed record ManifestLine
{
    // Names stay readable; no browser ever sees the file.
    public static readonly BackupJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
    });

    public BackupBegin? Backup { get; init; }
    public BackupFile? File { get; init; }
    public BackupEnd? End { get; init; }
}

/// <param name="Format">Of the backup, <see cref="Newest"/> at most.</param>
/// <param name="Maple">The version that wrote it.</param>
/// <param name="Schema">Of the database.</param>
/// <param name="TakenAt">Changes acknowledged before are in it.</param>
internal sealed record BackupBegin(int Format, string Maple, int Schema, DateTimeOffset TakenAt)
{
    public const int Newest = 1;
}

/// <param name="Sha256">Of all lines before this one.</param>
/// <param name="Lost">Originals that the store itself had no longer, or could not read.</param>
/// <param name="Changed">Originals whose bytes were not those of their rows: in the backup as they were.</param>
internal sealed record BackupEnd(
    int Users, long Images, long Files, long Bytes, string Sha256, IReadOnlyList<string> Lost, IReadOnlyList<string> Changed);

[JsonSerializable(typeof(ManifestLine))]
internal sealed partial class BackupJson : JsonSerializerContext;
