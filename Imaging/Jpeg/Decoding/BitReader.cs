using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// The next bits of a scan, the first one highest. What it reads must be readable: see <see cref="ScanWindow"/>. Loops keep its fields in variables of their own,
/// which the compiler leaves in registers: as fields they cost half as much again.
/// </summary>
internal ref struct BitReader(ref byte window)
{
    /// <summary>After <see cref="Refilled"/> there are so many at least: two codes of 12 bits with values of 15, or one of 16 with its value.</summary>
    public const int Ready = 56;

    private ref byte _window = ref window;

    public ref byte Next = ref window;

    public ulong Bits;

    public int Count;

    /// <summary>Bytes begun.</summary>
    public readonly int Position => ReadFrom - (Count >> 3);

    /// <summary>Where the next bytes will be read.</summary>
    public readonly int ReadFrom => (int)Unsafe.ByteOffset(ref _window, ref Next);

    /// <summary>
    /// With eight bytes more, in one read. Those of which only some bits fit are read again the next time: <paramref name="next"/> then moves on by
    /// <see cref="Whole"/>, and the count becomes <c>count | Ready</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Refilled(ulong bits, int count, ref byte next)
    {
        ulong eight = Unsafe.ReadUnaligned<ulong>(ref next);
        return bits | ((BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(eight) : eight) >> count);
    }

    /// <summary>Bytes that fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Whole(int count) => (63 - count) >> 3;

    /// <summary>The window has moved: what was at <paramref name="start"/> is now at its beginning.</summary>
    public void Rebase(int start) => Next = ref Unsafe.Subtract(ref Next, start);

    /// <summary>A new segment begins at the window's beginning.</summary>
    public void Restart()
    {
        (Bits, Count) = (0, 0);
        Next = ref _window;
    }
}
