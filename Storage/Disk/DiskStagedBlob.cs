using System.Globalization;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <param name="file">Its file, open for writing and empty.</param>
/// <param name="staging">The staging folder, which is this one's to dispose: under its path another may be by the end.</param>
/// <param name="name">Its name in that folder.</param>
/// <param name="floor">Asked as it grows.</param>
/// <param name="modes">It has them already.</param>
internal sealed class DiskStagedBlob(SafeFileHandle file, SafeFileHandle staging, string name, FreeSpaceFloor floor, DiskModes modes) : StagedBlob
{
    // A large file is on the medium, but for its end, when its last byte comes, and fills no memory with what waits to be written.
    private const int WritingInterval = 8 << 20;

    private long _length;
    private bool _isUsedUp;

    public string Name => name;

    /// <summary>Of the open file: its name in the staging folder may lead to another that somebody put there.</summary>
    public override string Path
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isUsedUp, this);
            return string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        }
    }

    public override long Length => _length;

    /// <summary>Unbuffered: the caller's buffer is large, and the page cache is the next one.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (_length / FreeSpaceFloor.Interval != (_length + bytes.Length) / FreeSpaceFloor.Interval)
                floor.Check();
            Posix.Write(file, bytes.Span, _length);
            if (_length / WritingInterval != (_length + bytes.Length) / WritingInterval)
                StartWriting();
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }

        _length += bytes.Length;
        return ValueTask.CompletedTask;
    }

    public override int Read(Span<byte> bytes, long offset)
    {
        try
        {
            int read = Posix.Read(file, bytes, offset);
            return read > 0 ? read : throw new IOException($"{name} ended at {offset} of {_length} bytes", Errno.EIO);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }

    /// <summary>Has the kernel write what there is, and does not wait for it.</summary>
    public override void StartWriting() => Posix.StartWriting(file);

    /// <summary>The bytes are on the medium; a name that leads to them need not be.</summary>
    public void Sync()
    {
        ObjectDisposedException.ThrowIf(_isUsedUp, this);
        Posix.Sync(file);
    }

    /// <summary>A name in a folder, beside the one in the staging folder. Where the disk knows no second names, a copy.</summary>
    public void GiveName(SafeFileHandle target, string newName)
    {
        Posix.UnlinkAt(target, newName);
        try
        {
            Posix.LinkAt(staging, name, target, newName);
        }
        catch (IOException e) when (e.HResult is Errno.EPERM or Errno.EOPNOTSUPP or Errno.EMLINK)
        {
            using SafeFileHandle copy = Posix.CreateAt(target, newName, modes.File);
            modes.Ensure(copy, modes.File);
            byte[] buffer = new byte[64 << 10];
            for (long done = 0; done < _length;)
            {
                int read = Read(buffer, done);
                Posix.Write(copy, buffer.AsSpan(0, read), done);
                done += read;
            }

            Posix.Sync(copy);
        }
    }

    /// <summary>Its file has another name now.</summary>
    public void UseUp()
    {
        _isUsedUp = true;
        file.Dispose();
        staging.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        if (_isUsedUp)
            return ValueTask.CompletedTask;
        try
        {
            Posix.UnlinkAt(staging, name);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            // What can't be removed now is removed at the next start, see DiskBlobStore.Recover; the request has its own error already.
        }
        finally
        {
            UseUp();
        }

        return ValueTask.CompletedTask;
    }
}
