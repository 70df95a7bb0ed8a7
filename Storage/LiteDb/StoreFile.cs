using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.LiteDb;

/// <summary>A file that this process alone has open, readable by its owner alone.</summary>
internal sealed class StoreFile : IStoreFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;

    public StoreFile(string path, FileMode mode)
    {
        FileStreamOptions options = new()
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (mode != FileMode.Open)
            options.UnixCreateMode = Mode;
        _path = path;
        _stream = new FileStream(path, options);
        _handle = _stream.SafeFileHandle;
    }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = RandomAccess.Read(_handle, buffer[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => Posix.Write(_handle, bytes, offset);

    public void Sync()
    {
        Posix.SyncData(_handle);
        CheckName();
    }

    public void CheckName()
    {
        if (!FileFacts.Of(_path).IsSameFileAs(FileFacts.Of(_handle)))
            throw new IOException($"{_path} is another file than the one that was opened", Errno.ENOENT);
    }

    public void Dispose() => _stream.Dispose();
}
