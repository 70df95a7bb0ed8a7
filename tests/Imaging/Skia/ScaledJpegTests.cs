using Maple.Imaging;
using Maple.Imaging.Probe;
using Maple.Imaging.Skia;
using Maple.Tests.Imaging.Jpeg.Decoding;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Tests.Imaging.Skia;

public sealed class ScaledJpegTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_of_cameras_need_no_other_decoder()
    {
        foreach (string kind in Photo.Kinds)
        {
            byte[] file = new Photo(320, 240).Encode(kind);
            foreach (int width in (int[])[40, 81, 200, 320])
            {
                using Pixels? pixels = Decode(Pictures.JpegWithExif(file, Pictures.Exif(6)), width, width * 3 / 4);
                Assert.True(pixels is not null, $"{kind} at {width}");
                Assert.Equal((width, width * 3 / 4), (pixels.Width, pixels.Height));
            }
        }
    }

    [Fact]
    public void Colours_of_a_profile_are_converted()
    {
        using SKColorSpace p3 = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using SKBitmap bitmap = new(new SKImageInfo(64, 48, SKColorType.Rgba8888, SKAlphaType.Opaque, p3));
        Span<byte> drawn = bitmap.GetPixelSpan();
        for (int i = 0; i < drawn.Length; i += 4)
            (drawn[i], drawn[i + 1], drawn[i + 2], drawn[i + 3]) = (200, 100, 100, 255);
        using SKData data = bitmap.PeekPixels().Encode(SKEncodedImageFormat.Jpeg, 100)!;

        using Pixels? pixels = Decode(data.ToArray(), 16, 12);

        // Display P3 (200, 100, 100) is sRGB (213, 94, 97).
        Assert.NotNull(pixels);
        ReadOnlySpan<byte> first = pixels.Bytes[..4];
        Assert.True(Math.Abs(first[0] - 213) <= 3 && Math.Abs(first[1] - 94) <= 3 && Math.Abs(first[2] - 97) <= 3, $"{first[0]}, {first[1]}, {first[2]}");
    }

    [Fact]
    public void What_a_profile_is_that_makes_no_sense_Skia_decides()
    {
        byte[] file = Pictures.JpegWithSegment(Pictures.Jpeg(40, 30), 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. "no profile at all"u8]);
        Assert.Null(Decode(file, 10, 8));
    }

    private Pixels? Decode(byte[] bytes, int width, int height)
    {
        using SafeFileHandle file = File.OpenHandle(_folder.Write(bytes));
        return ScaledJpeg.TryDecode(file, ImageProbe.Read(file, new ImagingOptions()), width, height, CancellationToken.None);
    }
}
