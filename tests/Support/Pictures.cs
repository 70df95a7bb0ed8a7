using SkiaSharp;

namespace Maple.Tests.Support;

/// <summary>Real pictures, drawn for a test; no two calls with different seeds give the same bytes.</summary>
internal static class Pictures
{
    public static byte[] Png(int width = 64, int height = 48, int seed = 0) => Encode(width, height, seed, SKEncodedImageFormat.Png, false);

    /// <summary>With a transparent half.</summary>
    public static byte[] TransparentPng(int width = 64, int height = 48, int seed = 0) => Encode(width, height, seed, SKEncodedImageFormat.Png, true);

    public static byte[] Jpeg(int width = 64, int height = 48, int seed = 0) => Encode(width, height, seed, SKEncodedImageFormat.Jpeg, false);

    public static byte[] WebP(int width = 64, int height = 48, int seed = 0) => Encode(width, height, seed, SKEncodedImageFormat.Webp, false);

    /// <summary>A PNG of four bytes for each pixel: noise doesn't compress.</summary>
    public static byte[] Noise(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        new Random(1).NextBytes(bitmap.GetPixelSpan());
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    /// <summary>Width and height of an encoded picture, as its decoder sees them.</summary>
    public static (int Width, int Height) SizeOf(byte[] bytes)
    {
        using var codec = SKCodec.Create(new MemoryStream(bytes)) ?? throw new InvalidOperationException("not a picture");
        return (codec.Info.Width, codec.Info.Height);
    }

    private static byte[] Encode(int width, int height, int seed, SKEncodedImageFormat format, bool transparent)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, transparent ? SKAlphaType.Unpremul : SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(transparent ? SKColors.Transparent : new SKColor((byte)(seed * 37), (byte)(seed >> 3), 120));
            using var paint = new SKPaint { Color = new SKColor(200, (byte)(seed * 91), (byte)(seed >> 8)) };
            canvas.DrawRect(0, 0, width / 2f, height, paint);
            canvas.DrawCircle(width * 0.7f, height * 0.5f, Math.Min(width, height) * 0.2f + seed % 7, paint);
        }

        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
