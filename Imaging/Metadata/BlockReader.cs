using System.Buffers;

namespace Maple.Imaging.Metadata;

/// <summary>Reads a file's headers through a window, and now and then a whole block.</summary>
internal sealed class BlockReader(ReadAt source) : IDisposable
{
    // Most metadata lies in the first 4 KB; larger windows only read more of what is skipped.
    private const int WindowSize = 4096;

    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private long _start;
    private int _length;

    /// <summary>Bytes at an offset, fewer than asked for at the end of the file; valid until the next call unless they are more than a window.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count)
    {
        if (count > WindowSize)
            return await ReadBlockAsync(offset, count);

        if (offset < _start || offset + count > _start + _length)
        {
            _length = await FillAsync(_window.AsMemory(0, WindowSize), offset);
            _start = offset;
        }

        int start = (int)(offset - _start);
        return _window.AsMemory(start, Math.Min(count, _length - start));
    }

    /// <summary>The length is the file's own claim, so memory grows with what is really there.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadBlockAsync(long offset, int count)
    {
        byte[] block = [];
        int total = 0;
        while (total == block.Length && total < count)
        {
            Array.Resize(ref block, Math.Min(count, Math.Max(2 * total, 4 * WindowSize)));
            total += await FillAsync(block.AsMemory(total), offset + total);
        }

        return block.AsMemory(0, total);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);

    private async ValueTask<int> FillAsync(Memory<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length && await source(buffer[total..], offset + total) is > 0 and var read)
            total += read;
        return total;
    }
}
