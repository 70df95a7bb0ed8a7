using Maple.Errors;

namespace Maple.Cli.Client;

/// <summary>
/// Something to upload: a file, or standard input and pipes, whose bytes are first put into a file that no one else sees.
/// </summary>
internal sealed class UploadSource : IDisposable
{
    private readonly string? _path;
    private readonly FileStream? _spool;

    private UploadSource(string name, string? path, FileStream? spool, long length)
    {
        (Name, _path, _spool, Length) = (name, path, spool, length);
    }

    /// <summary>What the server is told.</summary>
    public string Name { get; }

    public long Length { get; }

    /// <summary>Opens the file at the last moment: thousands may be given.</summary>
    public FileStream Open() => _spool ?? OpenFile(_path!);

    /// <summary>Where <see cref="Open"/> returned a stream to keep, it is closed with this.</summary>
    public bool IsSpooled => _spool is not null;

    /// <exception cref="MapleException">It isn't there, is a folder or can't be read.</exception>
    public static async Task<UploadSource> OfFileAsync(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw Refused("is a folder", "是目录");
        if (!File.Exists(path))
            throw Refused("no such file", "没有这个文件");
        try
        {
            await using var file = OpenFile(path);
            var name = Path.GetFileName(path);
            return file.CanSeek ? new(name, path, null, file.Length) : await SpoolAsync(file, name, cancellation);
        }
        catch (UnauthorizedAccessException)
        {
            throw Refused("no permission to read it", "没有读取权限");
        }

        static MapleException Refused(string english, string chinese) => new(ErrorCode.BadRequest, english, chinese);
    }

    /// <param name="name">Null: <c>stdin</c> and the extension that the first bytes tell.</param>
    public static Task<UploadSource> OfStandardInputAsync(Stream input, string? name, CancellationToken cancellation) =>
        SpoolAsync(input, name, cancellation);

    public void Dispose() => _spool?.Dispose();

    private static async Task<UploadSource> SpoolAsync(Stream input, string? name, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"maple-{Path.GetRandomFileName()}");
        var spool = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Options = FileOptions.Asynchronous,
        });
        try
        {
            // Without a name nothing is left behind, however this process ends.
            File.Delete(path);
            await input.CopyToAsync(spool, cancellation);
            if (spool.Length == 0)
                throw new MapleException(ErrorCode.EmptyFile, "nothing came in", "没有任何输入");
            return new(name ?? $"stdin{await ExtensionAsync(spool, cancellation)}", null, spool, spool.Length);
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> ExtensionAsync(FileStream file, CancellationToken cancellation)
    {
        var head = new byte[12];
        file.Position = 0;
        var count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return Extension(head.AsSpan(0, count));
    }

    private static string Extension(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? ".png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg"
        : head.StartsWith("GIF8"u8) ? ".gif"
        : head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8) ? ".webp"
        : head.StartsWith("BM"u8) ? ".bmp"
        : "";

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
}
