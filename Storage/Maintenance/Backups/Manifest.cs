using System.Security.Cryptography;
using System.Text.Json;
using Maple.Errors;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// Writes the list of a backup's files, a line of JSON each, while they come: a million pictures need not be held in memory for it. The last
/// line has the hash of all others, so a list that was cut off or changed is known.
/// </summary>
internal sealed class ManifestWriter(Stream output) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Begin(BackupBegin begin) => Write(new ManifestLine { Backup = begin });

    public void Add(BackupFile file) => Write(new ManifestLine { File = file });

    /// <param name="end">Without its hash.</param>
    public void End(BackupEnd end) =>
        Write(new ManifestLine { End = end with { Sha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()) } });

    public void Dispose() => _hash.Dispose();

    private void Write(ManifestLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ManifestLine.Json.ManifestLine), (byte)'\n'];
        _hash.AppendData(bytes);
        output.Write(bytes);
    }
}

/// <summary>What a manifest says, believed only when it is whole.</summary>
internal sealed record Manifest(BackupBegin Begin, BackupEnd End, IReadOnlyDictionary<string, BackupFile> Files)
{
    /// <exception cref="MapleException"><c>backup_damaged</c></exception>
    public static Manifest Read(Stream input)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new LineReader(input);
        BackupBegin? begin = null;
        var files = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
        while (reader.Read() is { } bytes)
        {
            ManifestLine line = Parse(bytes.Span);
            if (line.End is { } end)
            {
                bool isWhole = begin is not null && end.Sha256 == Convert.ToHexStringLower(hash.GetCurrentHash()) && reader.Read() is null;
                return isWhole ? new Manifest(begin!, end, files) : throw BackupError.Manifest();
            }

            hash.AppendData(bytes.Span);
            hash.AppendData("\n"u8);
            begin ??= line.Backup ?? throw BackupError.Manifest();
            if (begin.Format > BackupBegin.Newest)
                throw BackupError.TooNew(begin.Format);
            if (line.File is { } file && (!BackupPath.IsValid(file.Path) || !files.TryAdd(file.Path, file)))
                throw BackupError.Foreign(file.Path);
        }

        throw BackupError.Manifest();
    }

    private static ManifestLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ManifestLine.Json.ManifestLine) ?? throw BackupError.Manifest();
        }
        catch (JsonException e)
        {
            throw BackupError.Manifest(e);
        }
    }

    /// <summary>Lines as bytes: they are hashed as they stand.</summary>
    private sealed class LineReader(Stream input) : IDisposable
    {
        // The longest line names every lost picture; a file that is no manifest at all isn't read into memory whole.
        private const int LongestLine = 64 << 20;

        private readonly BufferedStream _input = new(input, 64 * 1024);
        private readonly MemoryStream _line = new();

        /// <summary>Without the line feed; null at the end.</summary>
        public ReadOnlyMemory<byte>? Read()
        {
            _line.SetLength(0);
            int next;
            while ((next = _input.ReadByte()) is not (-1 or '\n'))
            {
                _line.WriteByte((byte)next);
                if (_line.Length > LongestLine)
                    throw BackupError.Manifest();
            }

            return next < 0 && _line.Length == 0 ? (ReadOnlyMemory<byte>?)null : _line.GetBuffer().AsMemory(0, (int)_line.Length);
        }

        public void Dispose() => _input.Dispose();
    }
}
