using System.Text;
using Maple.Errors;
using Maple.Imaging;
using Maple.Imaging.Probe;

namespace Maple.Tests.Imaging;

public sealed class ImageProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_format_is_that_of_the_bytes_and_the_size_is_found()
    {
        Assert.Equal((ImageFormat.Png, 40, 30), Facts(Pictures.Png(40, 30)));
        Assert.Equal((ImageFormat.Jpeg, 41, 31), Facts(Pictures.Jpeg(41, 31)));
        Assert.Equal((ImageFormat.WebP, 42, 32), Facts(Pictures.WebP(42, 32)));
        Assert.Equal((ImageFormat.WebP, 42, 32), Facts(Pictures.Encode(SkiaSharp.SKEncodedImageFormat.Webp, 42, 32, quality: 100)));
        Assert.Equal((ImageFormat.Gif, 43, 33), Facts(Pictures.Gif(43, 33, 1)));
        Assert.Equal((ImageFormat.Bmp, 44, 34), Facts(Pictures.Bmp(44, 34)));
        Assert.Equal((ImageFormat.Bmp, 44, 34), Facts(Pictures.Bmp(44, 34, topDown: true)));
    }

    [Fact]
    public void Frames_of_animations_are_counted()
    {
        Assert.Equal(7, Read(Pictures.Gif(5, 5, 7)).Frames);
        Assert.Equal(3, Read(Pictures.WebPAnimation(8, 8, 3)).Frames);
        Assert.Equal(4, Read(Pictures.PngWith(Pictures.Png(8, 8), Pictures.PngChunk("acTL", 0, 0, 0, 4, 0, 0, 0, 0))).Frames);
    }

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(3, 40, 30)]
    [InlineData(6, 30, 40)]
    [InlineData(8, 30, 40)]
    [InlineData(9, 40, 30)]
    public void Orientation_is_found_in_every_format_that_has_it(int orientation, int width, int height)
    {
        byte[] exif = Pictures.Exif(orientation);
        byte[] webP = Pictures.WebPExtended(40, 30, 0x08, Pictures.WebPChunks(Pictures.WebP(40, 30)), Pictures.WebPChunk("EXIF", exif));
        foreach (byte[] picture in (byte[][])[
            Pictures.JpegWithExif(Pictures.Jpeg(40, 30), exif), webP, Pictures.PngWith(Pictures.Png(40, 30), Pictures.PngChunk("eXIf", exif))])
        {
            ImageInfo info = Read(picture);
            Assert.Equal((width, height), (info.Width, info.Height));
            Assert.True(info.HasMetadata);
        }
    }

    [Fact]
    public void An_empty_file_is_called_empty() => Assert.Equal(ErrorCode.EmptyFile, Refusal([]).Code);

    [Theory]
    [InlineData("Dear diary, BM me.", "text")]
    [InlineData("BM is how this text begins", "text")]
    [InlineData("<!DOCTYPE html><html><body>", "HTML")]
    [InlineData("<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("%PDF-1.7\n\u00ff\u00d8\u00ff", "PDF")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HEIC")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1avif", "AVIF")]
    [InlineData("II*\0\b\0\0\0", "TIFF")]
    [InlineData("\0\u0001\u0002\u0003", "unknown")]
    public void What_is_no_picture_is_named(string latin1, string name)
    {
        MapleException refusal = Refusal(Encoding.Latin1.GetBytes(latin1));
        Assert.Equal(ErrorCode.UnsupportedFormat, refusal.Code);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_format_that_is_not_allowed_is_told_with_the_list()
    {
        MapleException refusal = Refusal(Pictures.Bmp(4, 4), new() { AllowedExtensions = ["png", "jpeg"] });
        Assert.Equal(ErrorCode.FormatNotAllowed, refusal.Code);
        Assert.Contains("png, jpeg", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ImageFormat.Jpeg, Read(Pictures.Jpeg(4, 4), new() { AllowedExtensions = ["jpeg"] }).Format);
    }

    [Fact]
    public void Sixty_thousand_by_sixty_thousand_pixels_are_refused_from_the_header()
    {
        MapleException refusal = Refusal(Pictures.PngHeader(60_000, 60_000));
        Assert.Equal(ErrorCode.TooManyPixels, refusal.Code);
        Assert.Contains("3,600,000,000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("100,000,000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_frames_are_refused()
    {
        byte[] gif = Pictures.GifOfEmptyFrames(100_000);
        Assert.InRange(gif.Length, 1_000_000, 1_300_000);
        MapleException refusal = Refusal(gif);
        Assert.Equal(ErrorCode.TooManyFrames, refusal.Code);
        Assert.Contains("1,000", refusal.Message, StringComparison.Ordinal);

        Assert.Equal(ErrorCode.TooManyFrames, Refusal(Pictures.WebPAnimation(8, 8, 11), new() { MaxFrames = 10 }).Code);
        byte[] apng = Pictures.PngWith(Pictures.Png(8, 8), Pictures.PngChunk("acTL", 0, 1, 0, 0, 0, 0, 0, 0));
        Assert.Contains("65,536", Refusal(apng).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_an_APNG_does_not_announce_count_too()
    {
        byte[] frame = Pictures.PngChunk("fcTL", new byte[26]);
        byte[] apng = Pictures.PngWith(Pictures.Png(8, 8), [.. Enumerable.Repeat(frame, 11)]);
        Assert.Equal(ErrorCode.TooManyFrames, Refusal(apng, new() { MaxFrames = 10 }).Code);
    }

    [Fact]
    public void A_valid_picture_with_something_behind_it_is_a_picture()
    {
        byte[] html = Encoding.ASCII.GetBytes("<html><script>alert(1)</script>");
        Assert.Equal(ImageFormat.Png, Read([.. Pictures.Png(8, 8), .. html]).Format);
        Assert.Equal(ImageFormat.Jpeg, Read([.. Pictures.Jpeg(8, 8), .. html]).Format);
        Assert.Equal(ImageFormat.Gif, Read([.. Pictures.Gif(8, 8, 1), .. html]).Format);
    }

    [Fact]
    public void A_GIF_that_is_really_JavaScript_is_damaged()
    {
        byte[] script = Encoding.ASCII.GetBytes("GIF89a/*" + new string(' ', 40) + "*/=1;alert(1)");
        Assert.Equal(ErrorCode.CorruptImage, Refusal(script, new() { MaxPixels = long.MaxValue }).Code);
    }

    [Fact]
    public void Every_prefix_of_a_picture_is_answered_and_none_with_a_crash()
    {
        ImagingOptions limits = new();
        foreach (byte[] picture in (byte[][])[
            Pictures.PngWith(Pictures.Png(8, 8), Pictures.PngChunk("eXIf", Pictures.Exif(6))), Pictures.JpegWithExif(Pictures.Jpeg(8, 8), Pictures.Exif(6)),
            Pictures.Gif(8, 8, 3), Pictures.WebPAnimation(8, 8, 2), Pictures.Bmp(8, 8)])
        {
            for (int length = 0; length < picture.Length; length++)
                AssertAnswered(picture[..length], limits);
        }
    }

    [Fact]
    public void Random_damage_is_answered_and_never_with_a_crash()
    {
        ImagingOptions limits = new();
        Random random = new(1);
        byte[][] pictures = [
            Pictures.PngWith(Pictures.Png(8, 8), Pictures.PngChunk("eXIf", Pictures.Exif(6))), Pictures.JpegWithExif(Pictures.Jpeg(8, 8), Pictures.Exif(6)),
            Pictures.Gif(8, 8, 3), Pictures.WebPAnimation(8, 8, 2), Pictures.Bmp(8, 8)];
        for (int i = 0; i < 5_000; i++)
        {
            byte[] picture = [.. pictures[i % pictures.Length]];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                picture[random.Next(Math.Min(picture.Length, 200))] = (byte)random.Next(256);
            AssertAnswered(picture, limits);
        }
    }

    private void AssertAnswered(byte[] bytes, ImagingOptions limits)
    {
        try
        {
            ImageInfo info = Read(bytes, limits);
            Assert.InRange(info.Pixels, 1, limits.MaxPixels);
        }
        catch (MapleException)
        {
        }
    }

    private MapleException Refusal(byte[] bytes, ImagingOptions? limits = null) =>
        Assert.Throws<MapleException>(() => Read(bytes, limits));

    private (ImageFormat, int, int) Facts(byte[] bytes)
    {
        ImageInfo info = Read(bytes);
        Assert.Equal((1, 1, false), (info.Frames, info.Orientation, info.HasMetadata));
        return (info.Format, info.Width, info.Height);
    }

    private ImageInfo Read(byte[] bytes, ImagingOptions? limits = null)
    {
        string path = Path.Combine(_folder.Path, "picture");
        File.WriteAllBytes(path, bytes);
        return ImageProbe.Read(path, limits ?? new());
    }
}
