using Maple.Errors;
using Maple.Imaging;
using SkiaSharp;

namespace Maple.Tests.Imaging;

public sealed class RenderingTests : IDisposable
{
    private static readonly Lazy<byte[]> s_quadrants = new(() => Pictures.Jpeg(1600, 1200));

    private readonly TemporaryFolder _folder = new();
    private readonly ImageProcessor _processor = new(new(), new InProcessRenderer(TimeSpan.FromMinutes(5)));

    public void Dispose() => _folder.Dispose();

    // Where the coded top left, top right, bottom left and bottom right (0 to 3) must appear, from EXIF's definitions.
    [Theory]
    [InlineData(1, 0, 1, 2, 3)]
    [InlineData(2, 1, 0, 3, 2)]
    [InlineData(3, 3, 2, 1, 0)]
    [InlineData(4, 2, 3, 0, 1)]
    [InlineData(5, 0, 2, 1, 3)]
    [InlineData(6, 2, 0, 3, 1)]
    [InlineData(7, 3, 1, 2, 0)]
    [InlineData(8, 1, 3, 0, 2)]
    public async Task Photos_stand_upright(int orientation, int topLeft, int topRight, int bottomLeft, int bottomRight)
    {
        byte[] jpeg = Pictures.JpegWithExif(s_quadrants.Value, Pictures.Exif(orientation));
        using PreparedImage image = await PrepareAsync(jpeg);

        Assert.Equal(orientation >= 5 ? (1200, 1600) : (1600, 1200), (image.Info.Width, image.Info.Height));
        Assert.Equal(orientation >= 5 ? (810, 1080) : (810, 608), (image.Show.Width, image.Show.Height));
        Assert.Equal(orientation >= 5 ? (300, 400) : (300, 225), (image.Thumb.Width, image.Thumb.Height));
        AssertQuadrants(image.Show, topLeft, topRight, bottomLeft, bottomRight);
        AssertQuadrants(image.Thumb, topLeft, topRight, bottomLeft, bottomRight);
    }

    [Fact]
    public async Task Every_format_comes_out_as_it_looks()
    {
        foreach (byte[] picture in (byte[][])[
            Pictures.Png(1200, 900), Pictures.Jpeg(1200, 900), Pictures.WebP(1200, 900), Pictures.Bmp(1200, 900), Pictures.Bmp(1200, 900, topDown: true),
            Pictures.WebPAnimation(1200, 900, 2)])
        {
            using PreparedImage image = await PrepareAsync(picture);
            Assert.Equal((810, 608, 300, 225), (image.Show.Width, image.Show.Height, image.Thumb.Width, image.Thumb.Height));
            Assert.Equal("jpg", image.RenditionExtension);
            AssertQuadrants(image.Show, 0, 1, 2, 3);
            AssertQuadrants(image.Thumb, 0, 1, 2, 3);
        }
    }

    [Fact]
    public async Task An_animation_is_shown_by_its_first_frame()
    {
        using PreparedImage image = await PrepareAsync(Pictures.Gif(400, 300, 3));
        using SKBitmap thumb = Decode(image.Thumb);
        AssertNear(SKColors.Red, thumb.GetPixel(150, 110));
    }

    [Fact]
    public async Task A_GIF_whose_frame_is_larger_than_its_screen_is_shown_whole()
    {
        byte[] gif = Pictures.Gif(40, 30, 1);
        (gif[6], gif[8]) = (10, 0);
        using PreparedImage image = await PrepareAsync(gif);
        Assert.Equal((40, 30), (image.Show.Width, image.Show.Height));
    }

    [Fact]
    public async Task Transparency_is_kept()
    {
        byte[] png = Pictures.Encode(SKEncodedImageFormat.Png, 1000, 1000, (x, y) => x < 500 ? SKColors.Transparent : SKColors.Blue.WithAlpha(128));
        using PreparedImage image = await PrepareAsync(png);
        Assert.Equal(("webp", 810), (image.RenditionExtension, image.Show.Width));
        foreach (Rendition rendition in (Rendition[])[image.Show, image.Thumb])
        {
            using SKBitmap bitmap = Decode(rendition);
            Assert.Equal(0, bitmap.GetPixel(10, 10).Alpha);
            SKColor right = bitmap.GetPixel(rendition.Width - 10, 10);
            Assert.InRange(right.Alpha, 120, 136);
            Assert.InRange(right.Blue, 245, 255);
        }
    }

    [Fact]
    public async Task An_alpha_channel_without_transparency_becomes_a_JPEG()
    {
        using SKBitmap bitmap = Pictures.Draw(1000, 1000, (_, _) => SKColors.Green);
        using SKData png = bitmap.PeekPixels().Encode(SKEncodedImageFormat.Png, 90)!;
        using PreparedImage image = await PrepareAsync(png.ToArray());
        Assert.Equal("jpg", image.RenditionExtension);
    }

    [Fact]
    public async Task A_small_icon_stays_as_it_is()
    {
        byte[] icon = Pictures.Png(64, 48);
        using PreparedImage image = await PrepareAsync(icon);
        Assert.Equal("png", image.RenditionExtension);
        Assert.True(image.Show.IsFileItself);
        Assert.True(image.Thumb.IsFileItself);
    }

    [Fact]
    public async Task A_drawing_within_the_show_size_gets_a_thumbnail_of_its_own_kind()
    {
        byte[] drawing = Pictures.Png(600, 400);
        using PreparedImage image = await PrepareAsync(drawing);
        Assert.True(image.Show.IsFileItself);
        Assert.Equal((ImageFormat.Png, 300, 200), (image.Thumb.Format, image.Thumb.Width, image.Thumb.Height));
        AssertQuadrants(image.Thumb, 0, 1, 2, 3);
    }

    [Fact]
    public async Task Position_and_other_metadata_do_not_reach_renditions()
    {
        byte[] secret = "GPS 52.5200 13.4050"u8.ToArray();
        byte[] jpeg = Pictures.JpegWithSegment(Pictures.Jpeg(200, 150), 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. secret]);
        byte[] png = Pictures.PngWith(Pictures.Png(200, 150), Pictures.PngChunk("tEXt", [.. "Comment\0"u8, .. secret]));
        foreach (byte[] picture in (byte[][])[jpeg, png])
        {
            using PreparedImage image = await PrepareAsync(picture);
            Assert.Equal((200, 150), (image.Show.Width, image.Show.Height));
            Assert.Equal(-1, image.Show.Bytes.Span.IndexOf(secret));
            Assert.Equal(-1, image.Thumb.Bytes.Span.IndexOf(secret));
        }
    }

    [Theory]
    [InlineData("png", 0.5)]
    [InlineData("png", 0.98)]
    [InlineData("jpg", 0.5)]
    [InlineData("jpg", 0.9)]
    [InlineData("webp", 0.5)]
    [InlineData("webp", 0.9)]
    [InlineData("gif", 0.5)]
    [InlineData("gif", 0.9)]
    [InlineData("bmp", 0.5)]
    public async Task A_picture_that_ends_in_the_middle_is_damaged(string extension, double part)
    {
        byte[] whole = extension switch
        {
            "png" => Pictures.Encode(SKEncodedImageFormat.Png, 500, 400, Pictures.Photo()),
            "jpg" => Pictures.Encode(SKEncodedImageFormat.Jpeg, 500, 400, Pictures.Photo()),
            "webp" => Pictures.Encode(SKEncodedImageFormat.Webp, 500, 400, Pictures.Photo()),
            "gif" => Pictures.Gif(500, 400, 1),
            _ => Pictures.Bmp(500, 400),
        };
        (await PrepareAsync(whole)).Dispose();

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => PrepareAsync(whole[..(int)(whole.Length * part)]));
        Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
    }

    [Fact]
    public async Task Missing_pixels_are_noticed_though_the_container_is_whole()
    {
        byte[] png = Pictures.Encode(SKEncodedImageFormat.Png, 500, 400, Pictures.Photo());
        byte[] half = [.. png.AsSpan(0, 33), .. Pictures.PngChunk("IDAT", png[41..(png.Length / 2)]), .. Pictures.PngChunk("IEND")];
        Assert.Equal(ErrorCode.CorruptImage, (await Assert.ThrowsAsync<MapleException>(() => PrepareAsync(half))).Code);

        byte[] webP = Pictures.Encode(SKEncodedImageFormat.Webp, 500, 400, Pictures.Photo());
        byte[] content = webP[20..(webP.Length / 2)];
        byte[] halfWebP = Pictures.WebPExtended(500, 400, 0, Pictures.WebPChunk("VP8 ", content));
        Assert.Equal(ErrorCode.CorruptImage, (await Assert.ThrowsAsync<MapleException>(() => PrepareAsync(halfWebP))).Code);
    }

    [Fact]
    public async Task A_fine_pattern_becomes_grey_instead_of_aliasing()
    {
        byte[] stripes = Pictures.Encode(SKEncodedImageFormat.Png, 1201, 901, (x, y) => (x + y) % 2 == 0 ? SKColors.Black : SKColors.White);
        using PreparedImage image = await PrepareAsync(stripes);
        foreach (Rendition rendition in (Rendition[])[image.Show, image.Thumb])
        {
            using SKBitmap bitmap = Decode(rendition);
            for (int x = 5; x < bitmap.Width - 5; x += 7)
                Assert.InRange(bitmap.GetPixel(x, bitmap.Height / 2).Green, 118, 138);
        }
    }

    [Fact]
    public async Task Colours_of_a_wide_gamut_profile_are_converted()
    {
        using SKColorSpace p3 = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using SKBitmap bitmap = new(new SKImageInfo(1000, 800, SKColorType.Rgba8888, SKAlphaType.Opaque, p3));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (200, 100, 100, 255);
        foreach (SKEncodedImageFormat format in (SKEncodedImageFormat[])[SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg])
        {
            using SKData data = bitmap.PeekPixels().Encode(format, 100)!;
            using PreparedImage image = await PrepareAsync(data.ToArray());
            using SKBitmap show = Decode(image.Show);

            // Display P3 (200, 100, 100) is sRGB (213, 94, 97).
            AssertNear(new SKColor(213, 94, 97), show.GetPixel(400, 300), 5);
        }
    }

    [Fact]
    public async Task A_variant_fits_its_box_and_is_never_enlarged()
    {
        string path = _folder.Write(Pictures.JpegWithExif(s_quadrants.Value, Pictures.Exif(6)));
        using Rendition small = await _processor.RenderAsync(path, new Box(320, 200), TestContext.Current.CancellationToken);
        Assert.Equal((150, 200), (small.Width, small.Height));
        AssertQuadrants(small, 2, 0, 3, 1);
        using Rendition large = await _processor.RenderAsync(path, new Box(5000, null), TestContext.Current.CancellationToken);
        Assert.Equal((1200, 1600), (large.Width, large.Height));
    }

    [Fact]
    public async Task What_would_take_too_much_memory_is_refused_and_strips_are_not()
    {
        ImageProcessor small = new(new() { MaxDecodeBytes = 6 << 20 }, new InProcessRenderer(TimeSpan.FromMinutes(5)));
        string gif = _folder.Write(Pictures.Gif(1400, 1000, 1));
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => small.PrepareAsync(gif, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.TooManyPixels, refusal.Code);
        Assert.Contains("6 MB", refusal.Message, StringComparison.Ordinal);

        foreach (byte[] picture in (byte[][])[Pictures.Png(3000, 2000), Pictures.Jpeg(3000, 2000), Pictures.Bmp(3000, 2000)])
            (await small.PrepareAsync(_folder.Write(picture), TestContext.Current.CancellationToken)).Dispose();
    }

    private Task<PreparedImage> PrepareAsync(byte[] picture) =>
        _processor.PrepareAsync(_folder.Write(picture), TestContext.Current.CancellationToken);

    private static SKBitmap Decode(Rendition rendition)
    {
        SKBitmap bitmap = SKBitmap.Decode(rendition.Bytes.Span);
        Assert.Equal((rendition.Width, rendition.Height), (bitmap.Width, bitmap.Height));
        return bitmap;
    }

    private static void AssertQuadrants(Rendition rendition, params int[] expected)
    {
        using SKBitmap bitmap = Decode(rendition);
        for (int i = 0; i < 4; i++)
            AssertNear(Pictures.Quadrants[expected[i]], bitmap.GetPixel(bitmap.Width * (1 + 2 * (i % 2)) / 4, bitmap.Height * (1 + 2 * (i / 2)) / 4));
    }

    private static void AssertNear(SKColor expected, SKColor actual, int distance = 8)
    {
        Assert.InRange(actual.Red, expected.Red - distance, expected.Red + distance);
        Assert.InRange(actual.Green, expected.Green - distance, expected.Green + distance);
        Assert.InRange(actual.Blue, expected.Blue - distance, expected.Blue + distance);
    }
}
