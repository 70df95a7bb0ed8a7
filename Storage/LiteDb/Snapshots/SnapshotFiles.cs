using Maple.Unix;

namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>The file <c>NAME.snapshot</c> beside the database. It comes whole under its name; to delete it costs the next start some seconds.</summary>
internal sealed class SnapshotFiles(string databasePath) : ISnapshotFiles
{
    private const int BufferSize = 1 << 20;

    /// <summary>What a snapshot leaves free: the floor of uploads is 64 MB, and they shouldn't meet it because of this.</summary>
    private const long KeepFree = 256 << 20;

    private readonly string _path = PathOf(databasePath);

    private string Unfinished => _path + ".new";

    public static string PathOf(string databasePath) => databasePath + ".snapshot";

    public Stream? Open() => File.Exists(_path) ? new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize) : null;

    public Stream Create(long size)
    {
        Discard();
        DriveInfo disk = new(Path.GetDirectoryName(_path)!);
        if (disk.TotalSize > 0 && disk.AvailableFreeSpace < size + KeepFree)
            throw new IOException("too little room for a snapshot", Errno.ENOSPC);
        return new FileStream(Unfinished, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = StoreFile.Mode,
            BufferSize = BufferSize,
        });
    }

    public void Publish(Stream created)
    {
        ((FileStream)created).Flush(flushToDisk: true);
        created.Dispose();
        File.Move(Unfinished, _path, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(_path)!);
    }

    public void Discard() => File.Delete(Unfinished);

    public void Clear()
    {
        Discard();
        File.Delete(_path);
    }
}
