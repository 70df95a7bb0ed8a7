using System.Buffers;
using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>The one EXIF tag that maple obeys.</summary>
internal static class Exif
{
    private const ushort OrientationTag = 0x0112;

    // A JPEG segment holds no more; orientation is in the first directory, near the start.
    private const int MaxBytes = 64 << 10;

    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>Reads the next <paramref name="length"/> bytes of a file as EXIF, or the first 64 KB of them; moves past all.</summary>
    public static int ReadOrientation(HeaderReader reader, long length)
    {
        int count = (int)Math.Min(length, MaxBytes);
        byte[] block = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            reader.ReadInto(block.AsSpan(0, count));
            reader.Skip(length - count);
            return Orientation(block.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>1 to 8 from a TIFF structure (with or without the JPEG prefix); 1 for anything odd.</summary>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith(Prefix))
            tiff = tiff[Prefix.Length..];
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return 1;

        uint directory = UInt32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return 1;
        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        int count = UInt16(entries, little);
        entries = entries[2..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (UInt16(entries, little) != OrientationTag)
                continue;
            int value = UInt16(entries[8..], little);
            return value is >= 1 and <= 8 ? value : 1;
        }

        return 1;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
