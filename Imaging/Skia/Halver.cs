using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Skia;

/// <summary>
/// Halves a picture by rows: each pixel is the mean of two by two, the last of an odd row or column of what there is. A quarter of the work is left to
/// the <see cref="Resampler"/>, which sees the same where it goes on to scale by two or more (libvips shrinks before it resizes in the same way).
/// </summary>
internal sealed class Halver(int width, int height)
{
    private const int PixelsAtOnce = 4;

    private readonly byte[] _first = new byte[width * Pixels.BytesPerPixel];
    private readonly byte[] _halved = new byte[(width + 1) / 2 * Pixels.BytesPerPixel];
    private int _pushed;

    /// <summary>In the layout of <see cref="Pixels"/>; until the next row is pushed.</summary>
    public ReadOnlySpan<byte> Row => _halved;

    /// <summary>The next row from the top; true when with it there is a halved one.</summary>
    public bool Push(ReadOnlySpan<byte> row)
    {
        bool isFirst = _pushed++ % 2 == 0;
        if (isFirst && _pushed < height)
        {
            row.CopyTo(_first);
            return false;
        }

        Mean(isFirst ? row : _first, row);
        return true;
    }

    private void Mean(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower)
    {
        ref byte first = ref MemoryMarshal.GetReference(upper), second = ref MemoryMarshal.GetReference(lower);
        int x = 0;
        for (; x + PixelsAtOnce <= width; x += PixelsAtOnce)
        {
            nuint at = (nuint)(x * Pixels.BytesPerPixel);
            Vector128<byte> four = Vector128.LoadUnsafe(ref first, at), below = Vector128.LoadUnsafe(ref second, at);
            Vector128<ulong> left = (Vector128.WidenLower(four) + Vector128.WidenLower(below)).AsUInt64();
            Vector128<ulong> right = (Vector128.WidenUpper(four) + Vector128.WidenUpper(below)).AsUInt64();
            Vector128<ushort> sums = Words.ZipLower(left, right).AsUInt16() + Words.ZipUpper(left, right).AsUInt16() + Vector128.Create((ushort)2);
            MemoryMarshal.Write(_halved.AsSpan((int)at / 2), Words.ToBytes((sums >> 2).AsInt16()));
        }

        for (; x < width; x += 2)
        {
            int left = x * Pixels.BytesPerPixel, right = Math.Min(x + 1, width - 1) * Pixels.BytesPerPixel;
            for (int i = 0; i < Pixels.BytesPerPixel; i++)
                _halved[left / 2 + i] = (byte)((upper[left + i] + upper[right + i] + lower[left + i] + lower[right + i] + 2) >> 2);
        }
    }
}
