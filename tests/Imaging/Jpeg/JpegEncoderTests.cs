using System.Buffers;
using Maple.Imaging.Jpeg;
using SkiaSharp;

namespace Maple.Tests.Imaging.Jpeg;

public sealed class JpegEncoderTests
{
    // Sides that are a whole number of units, one pixel, and all kinds of remainders.
    [Theory]
    [InlineData(16, 16)]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(17, 33)]
    [InlineData(810, 3)]
    [InlineData(3, 607)]
    public void Pictures_of_every_size_look_the_same_as_from_libjpeg(int width, int height)
    {
        foreach (bool halves in (bool[])[true, false])
        {
            using SKBitmap drawn = Draw(width, height, seed: width * 1000 + height, grain: 20);
            byte[] ours = Encode(drawn, 82, halves), theirs = EncodeBySkia(drawn, 82, halves);

            Assert.True(Difference(drawn, ours) <= Difference(drawn, theirs) * 1.1 + 0.5, $"{width} x {height}, halved colour: {halves}");
        }
    }

    [Theory]
    [InlineData(82, true)]
    [InlineData(88, false)]
    public void Files_are_as_small_and_as_good_as_libjpegs(int quality, bool halves)
    {
        using SKBitmap drawn = Draw(810, 608, seed: 1, grain: 12);
        byte[] ours = Encode(drawn, quality, halves), theirs = EncodeBySkia(drawn, quality, halves);

        Assert.True(ours.Length <= theirs.Length * 1.02, $"{ours.Length} bytes, libjpeg's {theirs.Length}");
        Assert.True(Difference(drawn, ours) <= Difference(drawn, theirs) * 1.02);
    }

    [Fact]
    public void A_picture_of_more_symbols_than_are_kept_is_encoded_with_the_codes_of_its_beginning()
    {
        // Even at the top, where few symbols get codes; noise below, which needs all there are.
        using SKBitmap drawn = Pictures.Draw(1000, 1500, (x, y) => new SKColor((uint)(y < 700 && x < 990 ? 0xFF80_8080 : 0xFF00_0000 | Hash(x, y))));
        byte[] file = Encode(drawn, 100, halves: false);

        Assert.True(Difference(drawn, file) < 1);
    }

    [Theory]
    [InlineData(0xFF00_0000)]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(0xFFFF_0000)]
    [InlineData(0xFF12_3456)]
    public void One_colour_stays_that_colour(uint colour)
    {
        using SKBitmap drawn = Pictures.Draw(40, 40, (_, _) => new SKColor(colour));

        Assert.True(Difference(drawn, Encode(drawn, 82, halves: true)) <= 1.5);
    }

    private static uint Hash(int x, int y)
    {
        uint h = unchecked((uint)(x * 374761393 + y * 668265263));
        h = unchecked((h ^ (h >> 13)) * 1274126177);
        return (h ^ (h >> 16)) & 0xFF_FFFF;
    }

    private static SKBitmap Draw(int width, int height, int seed, int grain)
    {
        var random = new Random(seed);
        return Pictures.Draw(width, height, (x, y) => new SKColor(
            (byte)(100 + 60 * Math.Sin(x / 23.0) + random.Next(grain)),
            (byte)(120 + 50 * Math.Cos(y / 31.0) + random.Next(grain)),
            (byte)(90 + 50 * Math.Sin((x + y) / 17.0) + random.Next(grain))));
    }

    private static byte[] Encode(SKBitmap drawn, int quality, bool halves)
    {
        using SKBitmap rgba = drawn.Copy(SKColorType.Rgba8888);
        (byte[] rented, int length) = JpegEncoder.Encode(rgba.GetPixelSpan(), drawn.Width, drawn.Height, quality, halves);
        byte[] file = rented[..length];
        ArrayPool<byte>.Shared.Return(rented);
        return file;
    }

    private static byte[] EncodeBySkia(SKBitmap drawn, int quality, bool halves)
    {
        using SKPixmap pixels = drawn.PeekPixels();
        using SKDynamicMemoryWStream stream = new();
        Assert.True(pixels.Encode(stream, new SKJpegEncoderOptions(
            quality, halves ? SKJpegEncoderDownsample.Downsample420 : SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)));
        using SKData data = stream.DetachAsData();
        return data.ToArray();
    }

    /// <summary>Root mean square over all channels.</summary>
    private static double Difference(SKBitmap drawn, byte[] file)
    {
        using SKBitmap? decoded = SKBitmap.Decode(file);
        Assert.NotNull(decoded);
        Assert.Equal((drawn.Width, drawn.Height), (decoded.Width, decoded.Height));
        double sum = 0;
        for (int y = 0; y < drawn.Height; y++)
        {
            for (int x = 0; x < drawn.Width; x++)
            {
                SKColor a = drawn.GetPixel(x, y), b = decoded.GetPixel(x, y);
                sum += Math.Pow(a.Red - b.Red, 2) + Math.Pow(a.Green - b.Green, 2) + Math.Pow(a.Blue - b.Blue, 2);
            }
        }

        return Math.Sqrt(sum / (3.0 * drawn.Width * drawn.Height));
    }
}
