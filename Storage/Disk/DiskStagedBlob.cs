using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <param name="file">Its file, open for writing and empty.</param>
/// <param name="folder">The absolute path of the staging folder.</param>
/// <param name="name">Its name in that folder.</param>
internal sealed class DiskStagedBlob(SafeFileHandle file, string folder, string name) : StagedBlob
{
    private long _length;
    private bool _isUsedUp;

    public string Name => name;

    public override string Path => System.IO.Path.Combine(folder, name);

    public override long Length => _length;

    /// <summary>Unbuffered: the caller's buffer is large, and the page cache is the next one.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            RandomAccess.Write(file, bytes.Span, _length);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }

        _length += bytes.Length;
        return ValueTask.CompletedTask;
    }

    /// <summary>The bytes are on the medium; a name that leads to them need not be.</summary>
    public void Sync()
    {
        ObjectDisposedException.ThrowIf(_isUsedUp, this);
        Posix.Sync(file);
    }

    /// <summary>Its file has another name now.</summary>
    public void UseUp()
    {
        _isUsedUp = true;
        file.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        if (_isUsedUp)
            return ValueTask.CompletedTask;
        UseUp();
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            // What can't be removed now is removed at the next start, see DiskBlobStore.Recover; the request has its own error already.
        }

        return ValueTask.CompletedTask;
    }
}
