using System.Runtime.InteropServices;
using Maple.Fuzz.Engine;
using Maple.Imaging.Jpeg.Decoding;

namespace Maple.Fuzz.Targets;

/// <summary>The decoder of JPEGs, at every scale: it gives up, or makes all rows, whole ones of opaque pixels, and the same ones each time.</summary>
internal sealed class JpegTarget() : Target("jpeg")
{
    // Decoding all of what a header may announce would be a measurement of memory, not of the decoder.
    private const int MostSide = 1024;

    public override int MaxLength => 4096;

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "\xff\xd8", "\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0", "\xff\xda\0\x08\x01\x01\0\0\x3f\0", "\xff\xc0\0\x11\x08\0\x10\0\x10\x03\x01\x22\0\x02\x11\x01\x03\x11\x01", "\xff\xc1", "\xff\xc2", "\xff\xc4\0", "\xff\xdb\0\x43\0",
        "\xff\xdd\0\x04\0\x01", "\xff\xd9", "\xff\xd0", "\xff\xd1", "\xff\xd7", "\xff\0", "\xff\xff", "\xff\xee\0\x0e\x41dobe\0\x64\0\0\0\0\x01", "\xff\xe2", "ICC_PROFILE\0\x01\x01", "\x11", "\x21", "\x12", "\x22", "\x41", "\x14", "\x44");

    // Codes and their lengths, planes of 1024 x 64 samples, and pixels.
    public override long MayAllocate(int length) => (2 << 20) + 16L * length;

    public override string? Check(byte[] input)
    {
        if (SegmentReader.TryRead(input) is not { Width: <= MostSide, Height: <= MostSide } file)
            return null;
        Finding.Unless(file.Width > 0 && file.Height > 0 && file.Components.Length is 1 or 3, $"{file.Width} x {file.Height} pixels");
        int eighths = 1 + input.Length % 8, width = (file.Width * eighths + 7) / 8, height = (file.Height * eighths + 7) / 8;
        ulong first = Decode(file, input, width, height), second = Decode(file, input, width, height);
        Finding.Unless(first == second, "twice decoded it is not the same");
        return null;
    }

    /// <returns>A hash of its pixels, 0 where it was given up.</returns>
    private static ulong Decode(JpegFile file, byte[] input, int width, int height)
    {
        if (JpegDecoder.TryCreate(file, width, height) is not { } decoder)
            return 0;
        Finding.Unless(decoder.Width >= width && decoder.Height >= height, $"{decoder.Width} x {decoder.Height} for {width} x {height}");
        int rows = 0;
        ulong hash = 14_695_981_039_346_656_037;
        bool isWhole = decoder.TryDecode(input, row =>
        {
            rows++;
            Finding.Unless(row.Length == 4 * decoder.Width, $"a row of {row.Length} bytes for {decoder.Width} pixels");
            foreach (uint pixel in MemoryMarshal.Cast<byte, uint>(row))
            {
                Finding.Unless(pixel >= 0xFF00_0000, "a transparent pixel");
                hash = (hash ^ pixel) * 1_099_511_628_211;
            }
        }, CancellationToken.None);
        Finding.Unless(isWhole ? rows == decoder.Height : rows < decoder.Height, $"{rows} rows of {decoder.Height}");
        return isWhole ? hash : 0;
    }
}
