using System.Text;

namespace Maple.Fuzz.Engine;

/// <summary>Inputs in reads of other sizes, and dictionaries.</summary>
internal static class Pieces
{
    public static byte[][] Of(params string[] latin1) => [.. latin1.Select(Encoding.Latin1.GetBytes)];

    /// <summary>Sizes of reads that depend on the input alone: from byte by byte to nearly all at once.</summary>
    public static int[] Cuts(ReadOnlySpan<byte> input)
    {
        uint hash = 2166136261;
        foreach (byte value in input)
            hash = (hash ^ value) * 16777619;
        return [1 + (int)(hash % (uint)(input.Length + 1)), 1 + (int)((hash >> 16) % 7), 1 + (int)((hash >> 20) % 64)];
    }
}
