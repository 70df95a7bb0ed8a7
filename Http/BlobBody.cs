using Maple.Storage;

namespace Maple.Http;

/// <summary>A blob, or a range of one, as a body. Owns the blob.</summary>
internal sealed class BlobBody(Blob blob, long start, long length) : ResponseBody
{
    public BlobBody(Blob blob)
        : this(blob, 0, blob.Length)
    {
    }

    public override long Length => length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        int wanted = (int)Math.Min(buffer.Length, length - offset);
        return wanted == 0 ? new(0) : blob.ReadAsync(buffer[..wanted], start + offset);
    }

    public override FilePart? FileAt(long offset) =>
        blob.FileAt(start + offset) is { } part ? part with { Length = Math.Min(part.Length, length - offset) } : null;

    public override async ValueTask DisposeAsync()
    {
        await blob.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
