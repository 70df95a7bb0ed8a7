using System.Buffers;
using Maple.Imaging.Jpeg;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>Pixels to bytes. Nothing but pixels goes in, so no EXIF, position or profile comes out.</summary>
internal static class Encoder
{
    // JPEG (T.81) and WebP (RFC 6386) store a side in 16 and 14 bits; libjpeg stops at 65,500.
    public const int MaxJpegSide = 65_500, MaxWebPSide = 16_383;

    /// <summary>No rendition of so many pixels is larger: raw pixels, a filter byte for each row, and headers; or a file of that size used as it is.</summary>
    public static long MaxBytes(int width, int height) => FormatChoice.MaxReusedBytes + 5L * width * height;

    // Photos: what browsers' and phones' galleries use; artefacts stay below what scaling hides.
    private const int PhotoQuality = 82;

    // Screenshots and drawings: halved colour smears red and blue text, low quality rings around it.
    private const int GraphicQuality = 88;

    private static readonly SKWebpEncoderOptions s_webP = new(SKWebpEncoderCompression.Lossy, 82);

    private static readonly SKPngEncoderOptions s_png = new(SKPngEncoderFilterFlags.Sub | SKPngEncoderFilterFlags.Up, 6);

    public static Rendition Encode(Pixels pixels, ImageFormat format, bool opaque, bool photo)
    {
        if (format == ImageFormat.Jpeg)
        {
            (byte[] file, int size) = JpegEncoder.Encode(
                pixels.Bytes, pixels.Width, pixels.Height, photo ? PhotoQuality : GraphicQuality, halvesColour: photo);
            return new(file, size, format, pixels.Width, pixels.Height);
        }

        SKImageInfo layout = Pixels.Layout(pixels.Width, pixels.Height, opaque).WithColorSpace(null);
        using SKPixmap pixmap = new(layout, pixels.Address);
        using SKDynamicMemoryWStream stream = new();
        bool encoded = format == ImageFormat.WebP ? pixmap.Encode(stream, s_webP) : pixmap.Encode(stream, s_png);
        if (!encoded)
            throw new InvalidOperationException($"Skia could not encode {pixels.Width} x {pixels.Height} pixels as {format.Extension}.");

        int length = stream.BytesWritten;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        stream.CopyTo(bytes);
        return new(bytes, length, format, pixels.Width, pixels.Height);
    }
}
