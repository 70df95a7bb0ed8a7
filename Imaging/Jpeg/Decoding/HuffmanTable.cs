using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// A file's Huffman code (T.81 annex C) as tables that are asked with the next bits of the scan. One gives a coefficient, where its code and its value fit into
/// the bits; the other only lengths, of as many coefficients as begin in the bits: what is not needed for a smaller picture is passed over by two or three at once.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits that <see cref="Lengths"/> is asked with.</summary>
    public const int LengthBits = 12;

    /// <summary>Passed over at the end of a block: further than any run of zeros leads.</summary>
    public const int EndOfBlock = 128;

    /// <summary>Further than any number of coefficients and an end of block after them.</summary>
    public const int Unknown = 255;

    private const int ValueBits = 10, MostBits = 16;

    // No block has more coefficients after its mean.
    private const int MostAhead = 63;

    private readonly byte[] _symbols;

    // For each length the first code that is longer, filled up with zeros to 16 bits; and what is added to a code to find its symbol.
    private readonly int[] _ends = new int[MostBits + 1];
    private readonly int[] _offsets = new int[MostBits + 1];

    // As Find returns them. Where the value does not fit: bits 0 to 7 are 0, 8 to 15 are the length of the code, above is the symbol.
    private readonly int[] _values = new int[1 << ValueBits];
    private ushort[]? _lengths;

    private HuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Bits 0 to 7: how many bits to pass over; 8 to 15: by how many coefficients that leads on, <see cref="Unknown"/> where the code does not fit.</summary>
    public ushort[] Lengths => _lengths ??= MakeLengths();

    /// <param name="counts">How many codes have 1 to 16 bits.</param>
    /// <param name="isMeans">Symbols are sizes alone, without runs of zeros.</param>
    /// <returns>Null for what is no code.</returns>
    public static HuffmanTable? TryCreate(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool isMeans)
    {
        if (isMeans && symbols.ContainsAnyExceptInRange((byte)0, (byte)15))
            return null;
        HuffmanTable table = new(symbols.ToArray());
        int code = 0, next = 0;
        for (int length = 1; length <= MostBits; length++)
        {
            table._offsets[length] = next - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                // The code of ones alone is forbidden too.
                if (code + 1 >= 1 << length)
                    return null;
                if (length <= ValueBits)
                    table.Fill(code, length, symbols[next], isMeans);
            }

            table._ends[length] = code << (MostBits - length);
            code <<= 1;
        }

        return table;
    }

    /// <param name="bits">The next ones, the first one highest.</param>
    /// <returns>
    /// Bits 0 to 7: how many the code and the value take, 0 where there is no such code; 8 to 15: by how many coefficients it leads on; above: the value.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong bits)
    {
        int entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), (int)(bits >> (64 - ValueBits)));
        return (byte)entry != 0 ? entry : FindLonger(bits, entry);
    }

    private int FindLonger(ulong bits, int entry)
    {
        int length = (byte)(entry >> 8), symbol = entry >> 16;
        if (entry == 0)
        {
            int next = (int)(bits >> (64 - MostBits));
            for (length = ValueBits + 1; next >= _ends[length]; length++)
            {
                if (length == MostBits)
                    return 0;
            }

            symbol = _symbols[(next >> (MostBits - length)) + _offsets[length]];
        }

        int size = symbol & 15;
        return (Extend((int)((bits << length >> 1) >> (63 - size)), size) << 16) | (Advance(symbol) << 8) | (length + size);
    }

    /// <summary>By how many coefficients a symbol leads on (T.81 F.1.2.2): its run of zeros and one, sixteen zeros, or to the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Advance(int symbol) => (symbol & 15) != 0 || symbol == 0xF0 ? (symbol >> 4) + 1 : EndOfBlock;

    private void Fill(int code, int length, byte symbol, bool isMeans)
    {
        int size = symbol & 15, rest = ValueBits - length, advance = isMeans ? 0 : Advance(symbol);
        Span<int> entries = _values.AsSpan(code << rest, 1 << rest);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = size > rest
                ? (symbol << 16) | (length << 8)
                : (Extend(i >> (rest - size), size) << 16) | (advance << 8) | (length + size);
        }
    }

    /// <summary>T.81 F.2.2.1: what begins with a zero is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend(int bits, int size) => bits < (1 << size) >> 1 ? bits - (1 << size) + 1 : bits;

    private ushort[] MakeLengths()
    {
        // First of one coefficient each, the code within the bits, its value within or beyond.
        ushort[] codes = new ushort[1 << LengthBits], single = new ushort[1 << LengthBits], all = new ushort[1 << LengthBits];
        int code = 0;
        for (int length = 1; length <= LengthBits; length++)
        {
            for (int end = _ends[length] >> (MostBits - length); code < end; code++)
            {
                int symbol = _symbols[code + _offsets[length]], rest = LengthBits - length;
                codes.AsSpan(code << rest, 1 << rest).Fill((ushort)length);
                single.AsSpan(code << rest, 1 << rest).Fill((ushort)((Advance(symbol) << 8) | (length + (symbol & 15))));
            }

            code <<= 1;
        }

        for (int i = 0; i < all.Length; i++)
        {
            int length = single[i] & 0xFF, advance = length > 0 ? single[i] >> 8 : Unknown;
            while (length < LengthBits && advance < MostAhead)
            {
                int next = (i << length) & (all.Length - 1);
                if (codes[next] == 0 || codes[next] > LengthBits - length || (advance + (single[next] >> 8) is > MostAhead and < EndOfBlock))
                    break;
                length += single[next] & 0xFF;
                advance += single[next] >> 8;
            }

            all[i] = (ushort)((advance << 8) | length);
        }

        return all;
    }
}
