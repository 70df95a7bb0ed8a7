using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Jpeg;

/// <summary>
/// A row of a picture's units as luminance and two colour differences (JFIF 1.02, conversion from RGB), each around 0. What stands out over the picture's edges
/// repeats them.
/// </summary>
/// <param name="side">2: colours at half the resolution in both directions.</param>
internal sealed class Planes
{
    private const int BlockSide = 8, Count = 3;

    private readonly int _width;
    private readonly int _side;
    private readonly float[][] _planes = new float[Count][];
    private readonly uint[] _padded;

    public Planes(int width, int side)
    {
        (_width, _side) = (width, side);
        Rows = BlockSide * side;
        Units = (width + Rows - 1) / Rows;
        Stride = Units * Rows;
        _padded = new uint[Stride];
        for (int i = 0; i < Count; i++)
            _planes[i] = new float[Stride * Rows];
    }

    /// <summary>Of pixels in a row of units.</summary>
    public int Rows { get; }

    /// <summary>In a row.</summary>
    public int Units { get; }

    /// <summary>From one row of a plane to the next.</summary>
    public int Stride { get; }

    public ref float Block(int plane, int column, int row) => ref _planes[plane][row * BlockSide * Stride + column * BlockSide];

    public void Fill(ReadOnlySpan<uint> pixels, int top, int height)
    {
        for (int y = 0; y < Rows; y++)
        {
            ReadOnlySpan<uint> row = pixels.Slice(Math.Min(top + y, height - 1) * _width, _width);
            row.CopyTo(_padded);
            _padded.AsSpan(_width).Fill(row[^1]);
            Convert(y * Stride);
        }

        if (_side == 1)
            return;
        Halve(_planes[1]);
        Halve(_planes[2]);
    }

    private void Convert(int at)
    {
        ref float luminance = ref _planes[0][at], blue = ref _planes[1][at], red = ref _planes[2][at];
        ref uint pixels = ref MemoryMarshal.GetArrayDataReference(_padded);
        for (nuint x = 0; x < (nuint)Stride; x += 4)
        {
            Vector128<uint> four = Vector128.LoadUnsafe(ref pixels, x);
            Vector128<float> r = Channel(four), g = Channel(four >> 8), b = Channel(four >> 16);
            (r * 0.299f + g * 0.587f + b * 0.114f - Vector128.Create(128f)).StoreUnsafe(ref luminance, x);
            (b * 0.5f - r * 0.168735892f - g * 0.331264108f).StoreUnsafe(ref blue, x);
            (r * 0.5f - g * 0.418687589f - b * 0.081312411f).StoreUnsafe(ref red, x);
        }
    }

    /// <summary>Each mean of two by two moves to where its row and column will be.</summary>
    private void Halve(float[] plane)
    {
        for (int y = 0; y < BlockSide; y++)
        {
            ref float upper = ref plane[2 * y * Stride], lower = ref plane[(2 * y + 1) * Stride], target = ref plane[y * Stride];
            for (nuint x = 0; x < (nuint)Stride; x += 8)
            {
                Vector128<float> left = Vector128.LoadUnsafe(ref upper, x) + Vector128.LoadUnsafe(ref lower, x);
                Vector128<float> right = Vector128.LoadUnsafe(ref upper, x + 4) + Vector128.LoadUnsafe(ref lower, x + 4);
                (Floats.AddPairs(left, right) * 0.25f).StoreUnsafe(ref target, x / 2);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Channel(Vector128<uint> shifted) =>
        Vector128.ConvertToSingle((shifted & Vector128.Create(255u)).AsInt32());
}
