using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>The next bits of a scan, the first one highest. What it reads must be readable: see <see cref="ScanWindow"/>.</summary>
internal ref struct BitReader(ref byte window)
{
    /// <summary>After <see cref="Refill"/> there are so many at least: a code of 16, a value of 15, and another such pair but for 6.</summary>
    public const int Ready = 56;

    private readonly ref byte _window = ref window;
    private int _next;
    private int _count;

    public ulong Bits { get; private set; }

    /// <summary>Bytes begun.</summary>
    public readonly int Position => _next - (_count >> 3);

    /// <summary>Where the next bytes will be read.</summary>
    public readonly int ReadFrom => _next;

    /// <summary>Eight bytes in one read. Those of which only some bits fit are read again the next time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        ulong next = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _window, _next));
        Bits |= (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(next) : next) >> _count;
        _next += (63 - _count) >> 3;
        _count |= Ready;
    }

    /// <param name="count">At most 63.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        Bits <<= count;
        _count -= count;
    }

    /// <summary>The window has moved: what was at <paramref name="start"/> is now at its beginning.</summary>
    public void Rebase(int start) => _next -= start;

    /// <summary>A new segment begins at the window's beginning.</summary>
    public void Restart() => (Bits, _count, _next) = (0, 0, 0);
}
