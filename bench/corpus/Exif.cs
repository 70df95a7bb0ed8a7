namespace Maple.Bench.Corpus;

internal static class Exif
{
    /// <summary>The JPEG as a camera held sideways writes it: the same pixels, and EXIF that says how to turn them (EXIF 2.32, section 4.6.4 A).</summary>
    public static byte[] WithOrientation(ReadOnlySpan<byte> jpeg, byte orientation)
    {
        // APP1 of 34 bytes: "Exif", a little-endian TIFF header, and one directory with one entry, a SHORT with tag 0x0112.
        ReadOnlySpan<byte> segment =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II"u8, 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }
}
