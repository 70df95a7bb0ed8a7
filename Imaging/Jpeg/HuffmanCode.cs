namespace Maple.Imaging.Jpeg;

/// <summary>The shortest code of at most 16 bits for symbols that come so often (T.81 annex K.2).</summary>
internal sealed class HuffmanCode
{
    private const int MostBits = 16;

    // Before it is shortened: 257 symbols in a chain.
    private const int MostBitsAtFirst = 257;

    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    private HuffmanCode(byte[] symbols, byte[] counts)
    {
        (Symbols, Counts) = (symbols, counts);
        int code = 0, next = 0;
        for (int length = 1; length <= MostBits; length++, code <<= 1)
        {
            for (int i = 0; i < counts[length - 1]; i++)
            {
                _codes[symbols[next]] = (ushort)code++;
                _lengths[symbols[next++]] = (byte)length;
            }
        }
    }

    /// <summary>The shortest codes' first.</summary>
    public byte[] Symbols { get; }

    /// <summary>How many have 1 to 16 bits.</summary>
    public byte[] Counts { get; }

    public uint this[byte symbol] => _codes[symbol];

    public int LengthOf(byte symbol) => _lengths[symbol];

    public static HuffmanCode For(ReadOnlySpan<int> frequencies)
    {
        List<int> used = [];
        for (int i = 0; i < frequencies.Length; i++)
        {
            if (frequencies[i] > 0)
                used.Add(i);
        }

        int[] lengths = Lengths(used, frequencies);
        Span<int> counts = stackalloc int[MostBitsAtFirst + 1];
        foreach (int length in lengths)
            counts[length]++;
        Shorten(counts);
        byte[] symbols = [.. Enumerable.Range(0, used.Count).OrderBy(i => lengths[i]).ThenBy(i => used[i]).Select(i => (byte)used[i])];
        byte[] lasting = new byte[MostBits];
        for (int i = 0; i < MostBits; i++)
            lasting[i] = (byte)counts[i + 1];
        return new(symbols, lasting);
    }

    /// <summary>Joins the two rarest again and again. One symbol that never comes is among them: it gets the code of ones alone, which is forbidden.</summary>
    private static int[] Lengths(List<int> used, ReadOnlySpan<int> frequencies)
    {
        int count = used.Count + 1;
        long[] weights = new long[count];
        int[] lengths = new int[count], group = new int[count];
        for (int i = 0; i < count; i++)
        {
            weights[i] = i < used.Count ? frequencies[used[i]] : 1;
            group[i] = i;
        }

        for (int joined = 1; joined < count; joined++)
        {
            int rarest = -1, second = -1;
            // From the end, so that the one that never comes has one of the longest codes.
            for (int i = count - 1; i >= 0; i--)
            {
                if (weights[i] == 0)
                    continue;
                if (rarest < 0 || weights[i] < weights[rarest])
                    (rarest, second) = (i, rarest);
                else if (second < 0 || weights[i] < weights[second])
                    second = i;
            }

            weights[second] += weights[rarest];
            weights[rarest] = 0;
            for (int i = 0; i < count; i++)
            {
                if (group[i] == rarest)
                    group[i] = second;
                if (group[i] == second)
                    lengths[i]++;
            }
        }

        return lengths;
    }

    // T.81 figure K.3: two of the longest give way to one that is shorter by a bit, and a shorter one is split for the other; last, the one of ones goes.
    private static void Shorten(Span<int> counts)
    {
        for (int length = counts.Length - 1; length > MostBits; length--)
        {
            while (counts[length] > 0)
            {
                int shorter = length - 2;
                while (counts[shorter] == 0)
                    shorter--;
                counts[length] -= 2;
                counts[length - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }

        int longest = MostBits;
        while (counts[longest] == 0)
            longest--;
        counts[longest]--;
    }
}
