namespace Maple.Imaging.Metadata;

/// <summary>CRC-32 of type and data of a PNG chunk (third edition, section 5.5 and annex D).</summary>
internal static class PngChecksum
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(i => Shift8((uint)i))];

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Of a chunk of this type whose data are zeros.</summary>
    public static uint OfZeros(ReadOnlySpan<byte> type, uint count)
    {
        uint checksum = Add(uint.MaxValue, type);
        for (; count > 0; count--)
            checksum = s_table[(byte)checksum] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
            checksum = s_table[(byte)(checksum ^ one)] ^ (checksum >> 8);
        return checksum;
    }

    private static uint Shift8(uint value)
    {
        for (int i = 0; i < 8; i++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
