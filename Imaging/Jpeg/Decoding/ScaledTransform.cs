using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// The inverse cosine transform of a block's lowest frequencies to 1 to 16 samples in each direction: 8 are its own size, fewer a smaller picture, more the size
/// of a picture whose colours are stored smaller. Two matrix products in 16-bit integers, which for all of these sizes are the same code.
/// </summary>
internal sealed class ScaledTransform
{
    private const int BlockSide = 8, MostSide = 16;

    // Weights are at most a half; what lies between the two products stays below 1024.
    private const int WeightBits = 15, MiddleBits = 5;
    private const int FirstShift = WeightBits - MiddleBits, SecondShift = WeightBits + MiddleBits;

    // Samples are stored around 0.
    private const int Centre = (128 << SecondShift) + (1 << (SecondShift - 1));

    private readonly int _across;
    private readonly int _down;

    // For each row of samples, four pairs of weights.
    private readonly int[] _vertical;

    // For each four columns of samples, four times a pair of weights for each of them.
    private readonly int[] _horizontal;

    public ScaledTransform(int across, int down)
    {
        (_across, _down) = (across, down);
        _vertical = new int[(MostSide + 1) * 4];
        _horizontal = new int[MostSide * 4];
        for (int pair = 0; pair < 4; pair++)
        {
            for (int y = 0; y < down; y++)
                _vertical[4 * y + pair] = Pair(down, y, pair);
            for (int x = 0; x < across; x++)
                _horizontal[16 * (x / 4) + 4 * pair + x % 4] = Pair(across, x, pair);
        }
    }

    /// <param name="block">8 rows of 8 coefficients, the lowest frequencies first; is left empty.</param>
    /// <param name="target">Of the first row; up to the next multiple of 2, 4, 8 or 16 samples are written to each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref short block, ref byte target, int stride)
    {
        if (_across <= 4 && _down <= 4)
            ApplySmall(ref block, ref target, stride);
        else
            ApplyLarge(ref block, ref target, stride);
    }

    /// <summary>The same where all but the mean is 0.</summary>
    public void Fill(int mean, ref byte target, int stride)
    {
        byte sample = (byte)Math.Clamp(((mean + 4) >> 3) + 128, 0, 255);
        for (int y = 0; y < _down; y++)
        {
            ref byte row = ref Unsafe.Add(ref target, y * stride);
            if (_across == 1)
                row = sample;
            else
                Unsafe.InitBlockUnaligned(ref row, sample, (uint)_across);
        }
    }

    private void ApplySmall(ref short block, ref byte target, int stride)
    {
        Vector128<short> first = Row(ref block, 0), second = Row(ref block, 1), third = Row(ref block, 2), fourth = Row(ref block, 3);
        Vector128<short> upper = Words.ZipLower(first, second), lower = Words.ZipLower(third, fourth);
        for (int i = 0; i < 4; i++)
            Vector128<short>.Zero.StoreUnsafe(ref block, (nuint)(BlockSide * i));
        ref int weights = ref MemoryMarshal.GetArrayDataReference(_vertical);
        Vector128<short> left = Weights(ref MemoryMarshal.GetArrayDataReference(_horizontal), 0), right = Weights(ref MemoryMarshal.GetArrayDataReference(_horizontal), 1);
        for (int y = 0; y < _down; y += 2)
        {
            Vector128<short> middle = Vector128.NarrowWithSaturation(
                Frequencies(upper, lower, ref Unsafe.Add(ref weights, 4 * y)), Frequencies(upper, lower, ref Unsafe.Add(ref weights, 4 * y + 4)));
            Vector128<int> above = Samples(Words.Two(middle, 0), Words.Two(middle, 1), left, right);
            Vector128<int> below = Samples(Words.Two(middle, 2), Words.Two(middle, 3), left, right);
            ulong eight = Words.ToBytes(Vector128.NarrowWithSaturation(above, below));
            ref byte row = ref Unsafe.Add(ref target, y * stride);
            Store(ref row, (uint)eight);
            if (y + 1 < _down)
                Store(ref Unsafe.Add(ref row, stride), (uint)(eight >> 32));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(ref byte row, uint four)
    {
        if (_across <= 2)
            Unsafe.WriteUnaligned(ref row, (ushort)four);
        else
            Unsafe.WriteUnaligned(ref row, four);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Frequencies(Vector128<short> upper, Vector128<short> lower, ref int weights) =>
        (Words.MultiplyAddPairs(upper, Vector128.Create(weights).AsInt16()) + Words.MultiplyAddPairs(lower, Vector128.Create(Unsafe.Add(ref weights, 1)).AsInt16())
            + Vector128.Create(1 << (FirstShift - 1))) >> FirstShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Samples(Vector128<short> low, Vector128<short> high, Vector128<short> left, Vector128<short> right) =>
        (Words.MultiplyAddPairs(low, left) + Words.MultiplyAddPairs(high, right) + Vector128.Create(Centre)) >> SecondShift;

    private void ApplyLarge(ref short block, ref byte target, int stride)
    {
        Vector128<short> row0 = Row(ref block, 0), row1 = Row(ref block, 1), row2 = Row(ref block, 2), row3 = Row(ref block, 3);
        Vector128<short> row4 = Row(ref block, 4), row5 = Row(ref block, 5), row6 = Row(ref block, 6), row7 = Row(ref block, 7);
        for (int i = 0; i < BlockSide; i++)
            Vector128<short>.Zero.StoreUnsafe(ref block, (nuint)(BlockSide * i));
        Vector128<short> low01 = Words.ZipLower(row0, row1), low23 = Words.ZipLower(row2, row3), low45 = Words.ZipLower(row4, row5), low67 = Words.ZipLower(row6, row7);
        Vector128<short> high01 = Words.ZipUpper(row0, row1), high23 = Words.ZipUpper(row2, row3), high45 = Words.ZipUpper(row4, row5), high67 = Words.ZipUpper(row6, row7);
        ref int vertical = ref MemoryMarshal.GetArrayDataReference(_vertical);
        for (int y = 0; y < _down; y++)
        {
            Vector128<short> w01 = Vector128.Create(vertical).AsInt16(), w23 = Vector128.Create(Unsafe.Add(ref vertical, 1)).AsInt16();
            Vector128<short> w45 = Vector128.Create(Unsafe.Add(ref vertical, 2)).AsInt16(), w67 = Vector128.Create(Unsafe.Add(ref vertical, 3)).AsInt16();
            vertical = ref Unsafe.Add(ref vertical, 4);
            Vector128<int> half = Vector128.Create(1 << (FirstShift - 1));
            Vector128<int> low = Words.MultiplyAddPairs(low01, w01) + Words.MultiplyAddPairs(low23, w23)
                + (Words.MultiplyAddPairs(low45, w45) + Words.MultiplyAddPairs(low67, w67)) + half;
            Vector128<int> high = Words.MultiplyAddPairs(high01, w01) + Words.MultiplyAddPairs(high23, w23)
                + (Words.MultiplyAddPairs(high45, w45) + Words.MultiplyAddPairs(high67, w67)) + half;
            Vector128<short> middle = Vector128.NarrowWithSaturation(low >> FirstShift, high >> FirstShift);
            Vector128<short> m01 = Words.Two(middle, 0), m23 = Words.Two(middle, 1), m45 = Words.Two(middle, 2), m67 = Words.Two(middle, 3);
            ref byte row = ref Unsafe.Add(ref target, y * stride);
            ref int horizontal = ref MemoryMarshal.GetArrayDataReference(_horizontal);
            for (int x = 0; x < _across; x += 8)
            {
                ulong eight = Words.ToBytes(Vector128.NarrowWithSaturation(
                    Four(m01, m23, m45, m67, ref horizontal), Four(m01, m23, m45, m67, ref Unsafe.Add(ref horizontal, 16))));
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref row, x), eight);
                horizontal = ref Unsafe.Add(ref horizontal, 32);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(Vector128<short> m01, Vector128<short> m23, Vector128<short> m45, Vector128<short> m67, ref int weights) =>
        (Words.MultiplyAddPairs(m01, Weights(ref weights, 0)) + Words.MultiplyAddPairs(m23, Weights(ref weights, 1))
            + (Words.MultiplyAddPairs(m45, Weights(ref weights, 2)) + Words.MultiplyAddPairs(m67, Weights(ref weights, 3))) + Vector128.Create(Centre)) >> SecondShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Row(ref short block, int row) => Vector128.LoadUnsafe(ref block, (nuint)(BlockSide * row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Weights(ref int weights, int pair) => Vector128.LoadUnsafe(ref weights, (nuint)(4 * pair)).AsInt16();

    private static int Pair(int size, int at, int pair) => (ushort)Weight(size, at, 2 * pair) | (Weight(size, at, 2 * pair + 1) << 16);

    /// <summary>
    /// T.81 A.3.3 for a block of another size: higher frequencies than it has samples are left out. Of fewer samples each is the mean of the pixels that it stands
    /// for, as far as the frequencies left tell: without this factor edges ring (1 to 3 dB further from the picture).
    /// </summary>
    private static short Weight(int size, int at, int frequency)
    {
        if (frequency >= size)
            return 0;
        double weight = frequency == 0 ? Math.Sqrt(0.125) : 0.5 * Math.Cos((2 * at + 1) * frequency * Math.PI / (2 * size));
        if (size < BlockSide && frequency > 0)
            weight *= Math.Sin(frequency * Math.PI / (2 * size)) * size / (BlockSide * Math.Sin(frequency * Math.PI / (2 * BlockSide)));
        return (short)Math.Round(weight * (1 << WeightBits));
    }
}
