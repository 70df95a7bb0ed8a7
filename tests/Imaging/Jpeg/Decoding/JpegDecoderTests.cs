using Maple.Imaging.Jpeg.Decoding;
using SkiaSharp;

namespace Maple.Tests.Imaging.Jpeg.Decoding;

public sealed class JpegDecoderTests
{
    // All kinds of remainders; the last is more than a window of the reader.
    private static readonly (int Width, int Height)[] s_sizes = [(64, 48), (97, 61), (33, 17), (16, 31), (8, 8), (3, 40), (1, 1), (700, 301)];

    public static TheoryData<string> Kinds => [.. Photo.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_its_own_size_a_picture_looks_as_libjpeg_shows_it(string kind)
    {
        bool isSmallerColour = !kind.Contains("1x1", StringComparison.Ordinal) && !kind.Contains("gray", StringComparison.Ordinal);
        foreach ((int width, int height) in s_sizes)
        {
            Photo photo = new(width, height);
            byte[] file = photo.Encode(kind);
            byte[]? ours = Photo.Decode(file, 8, out _, out _);
            byte[] theirs = Photo.DecodeBySkia(file)!;
            Assert.NotNull(ours);
            if (!isSmallerColour)
            {
                Assert.True(Photo.Decibels(ours, theirs) > 50, $"{width} x {height}: {Photo.Decibels(ours, theirs):0.0} dB from libjpeg's");
                continue;
            }

            // Colours stored smaller are made larger in another way: about as near to the picture itself.
            double fromOurs = Photo.Decibels(ours, photo.Pixels), fromTheirs = Photo.Decibels(theirs, photo.Pixels);
            Assert.True(fromOurs > fromTheirs - 1, $"{width} x {height}: {fromOurs:0.0} dB from the picture, libjpeg's {fromTheirs:0.0}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_each_smaller_size_it_is_no_further_from_the_picture_than_what_libjpeg_makes(string kind)
    {
        // Half a pixel's shift of anything would cost many decibels.
        Photo photo = new(320, 240);
        byte[] file = photo.Encode(kind);
        for (int eighths = 1; eighths < 8; eighths++)
        {
            byte[]? ours = Photo.Decode(file, eighths, out int width, out int height);
            Assert.NotNull(ours);
            byte[] exact = Photo.Reduce(kind.Contains("gray", StringComparison.Ordinal) ? photo.Grey() : photo.Pixels, photo.Width, photo.Height, width, height);
            double fromOurs = Photo.Decibels(ours, exact), fromTheirs = Photo.Decibels(Photo.DecodeBySkia(file, eighths)!, exact);
            Assert.True(fromOurs > fromTheirs - 0.3, $"{eighths}/8: {fromOurs:0.0} dB from the picture, libjpeg's {fromTheirs:0.0}");
        }
    }

    [Fact]
    public void Every_size_is_rounded_up_and_filled()
    {
        foreach ((int width, int height) in s_sizes)
        {
            byte[] file = new Photo(width, height).Encode("-quality 90 -sample 2x2");
            for (int eighths = 1; eighths <= 8; eighths++)
            {
                byte[]? ours = Photo.Decode(file, eighths, out _, out _);
                Assert.NotNull(ours);
                Assert.True(Photo.Decibels(ours, Photo.DecodeBySkia(file, eighths)!) > 24, $"{width} x {height} at {eighths}/8");
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(255, 255, 255)]
    [InlineData(255, 0, 0)]
    [InlineData(0, 0, 255)]
    [InlineData(17, 130, 70)]
    public void One_colour_stays_that_colour_at_every_size(byte red, byte green, byte blue)
    {
        using SKBitmap drawn = Pictures.Draw(50, 34, (_, _) => new SKColor(red, green, blue));
        using SKPixmap pixels = drawn.PeekPixels();
        foreach (SKJpegEncoderDownsample sampling in Enum.GetValues<SKJpegEncoderDownsample>())
        {
            using SKDynamicMemoryWStream stream = new();
            Assert.True(pixels.Encode(stream, new SKJpegEncoderOptions(95, sampling, SKJpegEncoderAlphaOption.Ignore)));
            using SKData data = stream.DetachAsData();
            for (int eighths = 1; eighths <= 8; eighths++)
            {
                byte[]? ours = Photo.Decode(data.ToArray(), eighths, out _, out _);
                Assert.NotNull(ours);
                for (int i = 0; i < ours.Length; i += 4)
                {
                    Assert.InRange(Math.Abs(ours[i] - red), 0, 3);
                    Assert.InRange(Math.Abs(ours[i + 1] - green), 0, 3);
                    Assert.InRange(Math.Abs(ours[i + 2] - blue), 0, 3);
                }
            }
        }
    }

    [Fact]
    public void What_maple_encodes_it_decodes()
    {
        Photo photo = new(201, 155);
        foreach (bool halves in (bool[])[true, false])
        {
            (byte[] rented, int length) = Maple.Imaging.Jpeg.JpegEncoder.Encode(photo.Pixels, photo.Width, photo.Height, 95, halves);
            byte[]? ours = Photo.Decode(rented[..length], 8, out _, out _);
            Assert.NotNull(ours);
            Assert.True(Photo.Decibels(ours, photo.Pixels) > 33);
        }
    }

    [Theory]
    [InlineData("-progressive")]
    [InlineData("-arithmetic")]
    [InlineData("-rgb")]
    public void What_it_is_not_made_for_it_leaves_alone(string setting) =>
        Assert.Null(SegmentReader.TryRead(new Photo(40, 30).Encode($"-quality 90 {setting}")));

    [Fact]
    public void Colours_a_quarter_as_wide_are_decoded_up_to_half_of_the_size()
    {
        byte[] file = new Photo(320, 240).Encode("-quality 90 -sample 4x1");
        Assert.NotNull(Photo.Decode(file, 4, out _, out _));
        Assert.Null(Photo.Decode(file, 5, out _, out _));
    }

    [Fact]
    public void A_picture_that_is_given_up_in_its_time_stops()
    {
        byte[] file = new Photo(700, 301).Encode("-quality 90");
        using var cancelled = new CancellationTokenSource();
        JpegDecoder decoder = JpegDecoder.TryCreate(SegmentReader.TryRead(file)!, 700, 301)!;
        Assert.Throws<OperationCanceledException>(() => decoder.TryDecode(file, _ => cancelled.Cancel(), cancelled.Token));
    }
}
