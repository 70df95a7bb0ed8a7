using System.Buffers.Binary;

namespace Maple.Imaging.Skia;

/// <summary>
/// Calls and jumps of x64 code name their target by its distance, so that two calls of the same function look different. The build writes the target's place
/// instead (the task Pack in MapleFile.csproj), with which the library packs 0.2 MB smaller; this puts the distances back. The same is done by LZX and xz.
/// </summary>
internal static class RelativeCalls
{
    /// <summary>Above the length of the library. What lies further away is no call, and stays as it is.</summary>
    private const int Range = 1 << 24;

    private const int Length = 5;

    /// <summary>Returns how many of the bytes are done; the others, 4 at most, are to come again with those behind them.</summary>
    /// <param name="at">Where the first byte stands in the library.</param>
    public static int Restore(Span<byte> bytes, int at)
    {
        int i = 0;
        while (i + Length <= bytes.Length)
        {
            int next = bytes[i..^(Length - 1)].IndexOfAny((byte)0xE8, (byte)0xE9);
            if (next < 0)
                return bytes.Length - (Length - 1);
            i += next;
            Span<byte> operand = bytes.Slice(i + 1, sizeof(int));
            int target = BinaryPrimitives.ReadInt32LittleEndian(operand), here = at + i;
            if (target >= -here && target < Range)
                BinaryPrimitives.WriteInt32LittleEndian(operand, target >= 0 ? target - here : target + Range);
            i += Length;
        }

        return i;
    }
}
