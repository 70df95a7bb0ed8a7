using System.Runtime.InteropServices;

namespace Maple.Storage.LiteDb.Snapshots;

internal sealed class SnapshotWriter(Stream stream)
{
    private int _index;

    public void Write(SnapshotBlock kind, in SnapshotHeader header) => Write(kind, MemoryMarshal.AsBytes(new ReadOnlySpan<SnapshotHeader>(in header)));

    public void Write(long userId, ImageChunk chunk)
    {
        ReadOnlySpan<byte> rows = MemoryMarshal.AsBytes(chunk.Rows), text = chunk.Text;
        byte[] content = new byte[2 * sizeof(long) + rows.Length + text.Length];
        MemoryMarshal.AsBytes<long>([userId, chunk.Count]).CopyTo(content);
        rows.CopyTo(content.AsSpan(2 * sizeof(long)));
        text.CopyTo(content.AsSpan(2 * sizeof(long) + rows.Length));
        Write(SnapshotBlock.Images, content);
    }

    public void Write(SnapshotBlock kind, ReadOnlySpan<HashKey> keys) => Write(kind, MemoryMarshal.AsBytes(keys));

    private void Write(SnapshotBlock kind, ReadOnlySpan<byte> content)
    {
        Span<int> head = [(int)kind, _index++, content.Length, 0];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(head);
        head[3] = unchecked((int)Checksum.Of(bytes[..^sizeof(int)]));
        stream.Write(bytes);
        stream.Write(content);
        stream.Write(MemoryMarshal.AsBytes<uint>([Checksum.Of(content)]));
    }
}
