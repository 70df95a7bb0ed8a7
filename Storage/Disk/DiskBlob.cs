using System.Globalization;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

internal sealed class DiskBlob(SafeFileHandle file, long length, DateTimeOffset lastModified) : Blob
{
    public override long Length => length;
    public override DateTimeOffset LastModified => lastModified;

    /// <summary>Through the descriptor: the name may be gone by now.</summary>
    public override string LocalPath => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");

    public override FilePart? FileAt(long offset) => new FilePart(file, offset, length - offset);

    /// <summary>
    /// Reads in the calling thread: .NET has no asynchronous file reads on Linux, it would only block another thread of the pool, and the
    /// switch costs more than the copy from the page cache.
    /// </summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult(Posix.Read(file, buffer.Span, offset));
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
