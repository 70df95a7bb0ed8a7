using System.Buffers.Binary;
using System.Text;
using Maple.Imaging.Skia;
using SkiaSharp;

namespace Maple.Tests.Imaging;

/// <summary>Pictures made on the spot: by Skia where it can encode, byte by byte where it can't.</summary>
internal static class Pictures
{
    static Pictures() => SkiaLibrary.Use();

    public static readonly SKColor[] Quadrants = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];

    /// <summary>Red, green, blue and white from the top left.</summary>
    public static SKColor Quadrant(int x, int y, int width, int height) =>
        Quadrants[(2 * x >= width ? 1 : 0) + (2 * y >= height ? 2 : 0)];

    public static SKBitmap Draw(int width, int height, Func<int, int, SKColor> colour)
    {
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < width * height; i++)
        {
            SKColor c = colour(i % width, i / width);
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = (c.Red, c.Green, c.Blue, c.Alpha);
        }

        return bitmap;
    }

    public static byte[] Encode(SKEncodedImageFormat format, int width, int height, Func<int, int, SKColor>? colour = null, int quality = 90)
    {
        using SKBitmap bitmap = Draw(width, height, colour ?? ((x, y) => Quadrant(x, y, width, height)));
        using SKPixmap pixmap = bitmap.PeekPixels();
        bool opaque = colour is null || pixmap.ComputeIsOpaque();
        using SKPixmap typed = pixmap.WithAlphaType(opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        using SKData data = typed.Encode(format, quality)!;
        return data.ToArray();
    }

    public static byte[] Jpeg(int width, int height) => Encode(SKEncodedImageFormat.Jpeg, width, height);

    public static byte[] Png(int width, int height) => Encode(SKEncodedImageFormat.Png, width, height);

    public static byte[] WebP(int width, int height) => Encode(SKEncodedImageFormat.Webp, width, height);

    /// <summary>A colour per pixel that no codec can foresee: such files are big, like photos.</summary>
    public static Func<int, int, SKColor> Photo()
    {
        Random random = new(7);
        return (x, y) => new((byte)((x / 4 + random.Next(60)) % 256), (byte)((y / 4 + random.Next(60)) % 256), (byte)random.Next(256));
    }

    /// <summary>An EXIF block (TIFF structure) that holds the orientation alone.</summary>
    public static byte[] Exif(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    public static byte[] JpegWithExif(byte[] jpeg, byte[] exif) => JpegWithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. exif]);

    public static byte[] JpegWithSegment(byte[] jpeg, byte marker, byte[] content)
    {
        int length = content.Length + 2;
        return [0xFF, 0xD8, 0xFF, marker, (byte)(length >> 8), (byte)length, .. content, .. jpeg.AsSpan(2)];
    }

    public static byte[] PngChunk(string type, params byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        byte[] chunk = new byte[4 + typed.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + typed.Length), Crc32(typed));
        return chunk;
    }

    /// <summary>Puts chunks behind the header of a PNG.</summary>
    public static byte[] PngWith(byte[] png, params byte[][] chunks) =>
        [.. png.AsSpan(0, 33), .. chunks.SelectMany(c => c), .. png.AsSpan(33)];

    public static byte[] PngHeader(uint width, uint height)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. PngChunk("IHDR", header), .. PngChunk("IDAT", 1, 2, 3), .. PngChunk("IEND")];
    }

    /// <summary>Frames of one colour each: red, green, blue, white and again.</summary>
    public static byte[] Gif(int width, int height, int frames)
    {
        using MemoryStream gif = new();
        gif.Write([.. "GIF89a"u8, .. UInt16(width), .. UInt16(height), 0x86, 0, 0]);
        for (int i = 0; i < 128; i++)
            gif.Write([Quadrants[i % 4].Red, Quadrants[i % 4].Green, Quadrants[i % 4].Blue]);
        for (int frame = 0; frame < frames; frame++)
        {
            gif.Write([0x21, 0xF9, 4, 0, 4, 0, 0, 0]);
            gif.Write([0x2C, 0, 0, 0, 0, .. UInt16(width), .. UInt16(height), 0, 7]);

            // LZW without compression: a clear code (128) before the codes would grow to nine bits.
            for (int left = width * height; left > 0; left -= 100)
            {
                int count = Math.Min(left, 100);
                gif.Write([(byte)(count + 1), 0x80, .. Enumerable.Repeat((byte)(frame % 4), count)]);
            }

            gif.Write([1, 0x81, 0]);
        }

        gif.WriteByte(0x3B);
        return gif.ToArray();
    }

    /// <summary>As many empty frames as fit: 12 bytes each.</summary>
    public static byte[] GifOfEmptyFrames(int frames)
    {
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 0];
        return [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, .. Enumerable.Repeat(frame, frames).SelectMany(f => f), 0x3B];
    }

    public static byte[] Bmp(int width, int height, bool topDown = false)
    {
        int rowBytes = (width * 3 + 3) / 4 * 4;
        byte[] bmp = new byte[54 + rowBytes * height];
        "BM"u8.CopyTo(bmp);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(2), bmp.Length);
        (bmp[10], bmp[14], bmp[26], bmp[28]) = (54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), topDown ? -height : height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                SKColor colour = Quadrant(x, topDown ? y : height - 1 - y, width, height);
                new[] { colour.Blue, colour.Green, colour.Red }.CopyTo(bmp, 54 + y * rowBytes + 3 * x);
            }
        }

        return bmp;
    }

    /// <summary>The chunks of a still WebP without its RIFF header.</summary>
    public static byte[] WebPChunks(byte[] webP) => webP[12..];

    public static byte[] WebPChunk(string type, params byte[] content) =>
        [.. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length & 1]];

    public static byte[] WebPExtended(int width, int height, byte flags, params byte[][] chunks)
    {
        byte[] extended = WebPChunk("VP8X", [flags, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1)]);
        byte[] body = [.. "WEBP"u8, .. extended, .. chunks.SelectMany(c => c)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];
    }

    public static byte[] WebPAnimation(int width, int height, int frames)
    {
        byte[] frame = WebPChunk("ANMF", [0, 0, 0, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1), 40, 0, 0, 0, .. WebPChunks(WebP(width, height))]);
        return WebPExtended(width, height, 0x02, [WebPChunk("ANIM", 0, 0, 0, 0, 0, 0), .. Enumerable.Repeat(frame, frames)]);
    }

    private static byte[] UInt16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] UInt24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
