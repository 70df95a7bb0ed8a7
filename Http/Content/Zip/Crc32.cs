using System.Buffers.Binary;

namespace Maple.Http.Content.Zip;

/// <summary>
/// The CRC-32 of zip files (APPNOTE 4.4.7), eight bytes a step ("slicing by 8", Kounavis and Berry 2005): every byte that is sent passes through it.
/// </summary>
internal static class Crc32
{
    private const int Slices = 8;

    private static readonly uint[] s_tables = Tables();

    /// <param name="crc">Of the bytes before; 0 for none.</param>
    /// <param name="bytes">The next ones.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = s_tables;
        crc = ~crc;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[0x700 + (byte)low] ^ tables[0x600 + (byte)(low >> 8)] ^ tables[0x500 + (byte)(low >> 16)] ^ tables[0x400 + (int)(low >> 24)]
                ^ tables[0x300 + (byte)high] ^ tables[0x200 + (byte)(high >> 8)] ^ tables[0x100 + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
        }

        foreach (byte one in bytes)
            crc = tables[(byte)(crc ^ one)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] Tables()
    {
        uint[] tables = new uint[Slices * 0x100];
        for (uint i = 0; i < 0x100; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            tables[i] = value;
        }

        for (int i = 0x100; i < tables.Length; i++)
            tables[i] = tables[(byte)tables[i - 0x100]] ^ (tables[i - 0x100] >> 8);
        return tables;
    }
}
