using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>Reads a snapshot block by block, believing none that is not whole.</summary>
internal sealed class SnapshotReader(Stream stream)
{
    private const int HeadLength = 4 * sizeof(int);

    private byte[] _content = new byte[64 << 10];
    private int _index;

    /// <summary>The content is good until the next call.</summary>
    /// <exception cref="SnapshotMismatch">It is cut off or not what was written.</exception>
    public SnapshotBlock Next(out ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[HeadLength];
        Fill(bytes);
        ReadOnlySpan<int> head = MemoryMarshal.Cast<byte, int>(bytes);
        int length = head[2];
        if (unchecked((int)Checksum.Of(bytes[..^sizeof(int)])) != head[3] || head[1] != _index++ || length > stream.Length - stream.Position)
            throw Torn();
        if (length > _content.Length)
            _content = new byte[Math.Max(length, _content.Length * 2L)];
        content = _content.AsSpan(0, length);
        Fill(_content.AsSpan(0, length));
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        Fill(checksum);
        return Checksum.Of(content) == MemoryMarshal.Read<uint>(checksum) ? (SnapshotBlock)head[0] : throw Torn();
    }

    /// <exception cref="SnapshotMismatch">There is more.</exception>
    public void ExpectEnd()
    {
        if (stream.Position != stream.Length)
            throw Torn();
    }

    public static SnapshotHeader Header(ReadOnlySpan<byte> content) =>
        content.Length == Unsafe.SizeOf<SnapshotHeader>() ? MemoryMarshal.Read<SnapshotHeader>(content) : throw new SnapshotMismatch("its header is not one");

    /// <exception cref="SnapshotMismatch">A row's texts are not within the chunk.</exception>
    public static (long UserId, ImageChunk Chunk) Images(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<long> head = MemoryMarshal.Cast<byte, long>(content[..(2 * sizeof(long))]);
        int rows = (int)head[1] * ImageRow.Size;
        content = content[(2 * sizeof(long))..];
        return (head[0], new ImageChunk(MemoryMarshal.Cast<byte, ImageRow>(content[..rows]), content[rows..]));
    }

    private SnapshotMismatch Torn() => new($"its block {_index} is not whole");

    private void Fill(Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Torn();
    }
}
