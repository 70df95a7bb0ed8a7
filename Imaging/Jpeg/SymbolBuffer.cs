using System.Buffers;
using System.Numerics;

namespace Maple.Imaging.Jpeg;

/// <summary>A picture's blocks as symbols (T.81 F.1.2), counted, so that codes can be made for them before they are written.</summary>
internal sealed class SymbolBuffer : IDisposable
{
    /// <summary>Means and the rest of luminance, means and the rest of chrominance.</summary>
    public const int Codes = 4;

    // 4 MB; a show picture has some 200,000.
    private const int Capacity = 1 << 20;

    // A unit has at most 6 blocks, a block at most a symbol for each coefficient and an end.
    private const int Reserve = 6 * (Quantisation.Count + 1);

    private const int FirstCapacity = 1 << 16;
    private const byte EndOfBlock = 0x00, SixteenZeros = 0xF0;

    private readonly int[][] _counts = [new int[256], new int[256], new int[256], new int[256]];
    private uint[] _symbols = ArrayPool<uint>.Shared.Rent(FirstCapacity);
    private int _length;

    /// <summary>To be asked after each unit: the next may not fit.</summary>
    public bool IsNearlyFull => _length > Capacity - Reserve;

    /// <param name="coefficients">In zigzag order.</param>
    /// <param name="present">A bit for each that is not 0.</param>
    /// <param name="previous">The mean of the component's block before this one; becomes that of this one.</param>
    /// <param name="codes">0 for luminance, 1 for chrominance.</param>
    public void Add(ReadOnlySpan<short> coefficients, ulong present, ref int previous, int codes)
    {
        if (_symbols.Length - _length <= Quantisation.Count)
            Grow();
        Add(2 * codes, 0, coefficients[0] - previous);
        previous = coefficients[0];
        int code = 2 * codes + 1, last = 0;
        for (ulong left = present & ~1UL; left != 0; left &= left - 1)
        {
            int at = BitOperations.TrailingZeroCount(left), zeros = at - last - 1;
            for (; zeros > 15; zeros -= 16)
                Put(code, SixteenZeros, 0);
            Add(code, zeros, coefficients[at]);
            last = at;
        }

        if (last < Quantisation.Count - 1)
            Put(code, EndOfBlock, 0);
    }

    /// <param name="isComplete">There will be no other symbols.</param>
    public HuffmanCode CodeOf(int code, bool isComplete)
    {
        if (!isComplete)
            AddAllThereAre(code);
        return HuffmanCode.For(_counts[code]);
    }

    /// <summary>Empties it.</summary>
    public void WriteTo(BitWriter output, HuffmanCode[] codes)
    {
        foreach (uint symbol in _symbols.AsSpan(0, _length))
            output.Write(codes[symbol >> 24], (byte)(symbol >> 16), symbol & 0xFFFF);
        _length = 0;
    }

    public void Dispose() => ArrayPool<uint>.Shared.Return(_symbols);

    // T.81 F.1.2.1.1: so many bits, and for a negative number those of the number below it.
    private void Add(int code, int zeros, int value)
    {
        int sign = value >> 31, bits = 32 - BitOperations.LeadingZeroCount((uint)((value ^ sign) - sign));
        Put(code, (zeros << 4) | bits, (uint)(value + sign) & ((1u << bits) - 1));
    }

    private void Put(int code, int symbol, uint bits)
    {
        _counts[code][symbol]++;
        _symbols[_length++] = ((uint)code << 24) | ((uint)symbol << 16) | bits;
    }

    // Differences of means have up to 11 bits, other coefficients up to 10 (T.81 tables F.1 and F.2).
    private void AddAllThereAre(int code)
    {
        if (code % 2 == 0)
        {
            for (int bits = 0; bits <= 11; bits++)
                _counts[code][bits]++;
            return;
        }

        _counts[code][EndOfBlock]++;
        _counts[code][SixteenZeros]++;
        for (int zeros = 0; zeros < 16; zeros++)
        {
            for (int bits = 1; bits <= 10; bits++)
                _counts[code][(zeros << 4) | bits]++;
        }
    }

    private void Grow()
    {
        uint[] larger = ArrayPool<uint>.Shared.Rent(2 * _symbols.Length);
        _symbols.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<uint>.Shared.Return(_symbols);
        _symbols = larger;
    }
}
