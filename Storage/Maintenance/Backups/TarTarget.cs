using System.Formats.Tar;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// One tar, whose last entry is the manifest. As a file it has another name until it is whole and on the medium; on standard output whoever
/// reads it knows by the manifest that it is whole.
/// </summary>
internal sealed class TarTarget : IBackupTarget
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly Stream _output;
    private readonly TarWriter _tar;
    private readonly FileStream _manifest;
    private bool _isFinished;

    private TarTarget(string? path, Stream output)
    {
        _path = path;
        _output = output;
        // Pax: names of any length, times with their fractions.
        _tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        _manifest = new FileStream(Path.Combine(Path.GetTempPath(), $"maple-{Guid.NewGuid():N}"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = OwnerOnly,
            Options = FileOptions.DeleteOnClose,
        });
    }

    /// <param name="path">Absolute. One that is there is replaced at the end.</param>
    public static TarTarget IntoFile(string path) => new(path, new FileStream(Unfinished(path), new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = FileShare.None,
        UnixCreateMode = OwnerOnly,
    }));

    public static TarTarget Into(Stream output) => new(null, output);

    public string Name => _path ?? "-";

    public Stream Manifest => _manifest;

    public BackupFile? TryKeep(string path, Func<BackupFile, bool> isSame) => null;

    public async Task<string> AddAsync(string path, Stream content, DateTimeOffset modified)
    {
        using var hashing = new HashingStream(content);
        await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = OwnerOnly,
            ModificationTime = modified,
            DataStream = hashing,
        });
        return hashing.Sha256;
    }

    public async Task<string> FinishAsync()
    {
        await _manifest.FlushAsync();
        _manifest.Position = 0;
        await AddAsync(BackupPath.Manifest, _manifest, TimeProvider.System.GetUtcNow());
        // Writes the two empty blocks that a tar ends with.
        await _tar.DisposeAsync();
        await _output.FlushAsync();
        if (_path is null)
            return Name;
        ((FileStream)_output).Flush(flushToDisk: true);
        await _output.DisposeAsync();
        File.Move(Unfinished(_path), _path, overwrite: true);
        _isFinished = true;
        Unix.Posix.SyncFolder(Path.GetDirectoryName(_path)!);
        return _path;
    }

    public async ValueTask DisposeAsync()
    {
        await _manifest.DisposeAsync();
        if (_path is null)
            return;
        await _output.DisposeAsync();
        if (!_isFinished)
            File.Delete(Unfinished(_path));
    }

    private static string Unfinished(string path) => path + ".unfinished";
}
