using Maple.Imaging.Metadata;
using Maple.Storage;

namespace Maple.Http;

/// <summary>A stored picture as it is served: parts of it blank. Owns the blob.</summary>
internal sealed class BlankedBlob(Blob blob, Blank[] blanks) : Blob
{
    public override long Length => blob.Length;
    public override DateTimeOffset LastModified => blob.LastModified;

    // To be counted up when the same bytes are blanked in another way.
    public override string Edition => "-blank1";

    public override FilePart? FileAt(long offset)
    {
        if (blob.FileAt(offset) is not { } part)
            return null;
        long length = part.Length;
        foreach (Blank blank in blanks)
        {
            if (blank.Offset > offset)
                length = Math.Min(length, blank.Offset - offset);
            else if (blank.Offset + blank.Length > offset)
                return null;
        }

        return part with { Length = length };
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
    {
        int read = await blob.ReadAsync(buffer, offset, cancellation).ConfigureAwait(false);
        Blank.Apply(blanks, buffer.Span[..read], offset);
        return read;
    }

    public override ValueTask DisposeAsync() => blob.DisposeAsync();
}
