namespace Maple.Cli.Import.Sqlite;

/// <summary>Numbers of one to nine bytes, seven bits in each but the ninth, the highest first (section 1.6).</summary>
internal static class Varint
{
    /// <exception cref="InvalidDataException">The bytes end before the number.</exception>
    public static long Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int i = 0; i < 9; i++)
        {
            if ((uint)at >= (uint)bytes.Length)
                throw SqliteFile.Damaged();
            byte next = bytes[at++];
            if (i == 8)
                return (long)(value << 8 | next);
            value = value << 7 | (byte)(next & 0x7F);
            if (next < 0x80)
                break;
        }

        return (long)value;
    }
}
