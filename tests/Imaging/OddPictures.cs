using System.Buffers.Binary;
using System.IO.Compression;

namespace Maple.Tests.Imaging;

/// <summary>
/// Pictures like those of PngSuite and of the decoders' own tests, made on the spot: every kind that is sound, and the ways in which files are broken,
/// by accident or on purpose.
/// </summary>
internal static class OddPictures
{
    private static readonly (byte Type, int Channels, byte[] Depths)[] s_kinds =
        [(0, 1, [1, 2, 4, 8, 16]), (2, 3, [8, 16]), (3, 1, [1, 2, 4, 8]), (4, 2, [8, 16]), (6, 4, [8, 16])];

    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Every colour type, depth and interlace method, odd sizes, every filter, chunks that few programs write.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Sound()
    {
        foreach ((byte type, int channels, byte[] depths) in s_kinds)
        {
            foreach (byte depth in depths)
            {
                foreach (byte interlace in (byte[])[0, 1])
                    yield return ($"png type {type} depth {depth} interlace {interlace}", Png(13, 11, type, depth, channels, interlace));
            }
        }

        foreach ((int width, int height) in ((int, int)[])[(1, 1), (1, 40), (40, 1), (3, 7), (33, 33)])
            yield return ($"png {width} x {height}", Png(width, height, 3, 1, 1, 1));
        byte[] png = Png(13, 11, 2, 8, 3, 0);
        yield return ("png with chunks of all kinds", Pictures.PngWith(png,
            Pictures.PngChunk("gAMA", 0, 0, 0xB1, 0x8F), Pictures.PngChunk("cHRM", new byte[32]), Pictures.PngChunk("bKGD", 0, 1, 0, 2, 0, 3),
            Pictures.PngChunk("pHYs", 0, 0, 1, 0, 0, 0, 1, 0, 1), Pictures.PngChunk("tIME", 7, 0xEA, 1, 1, 0, 0, 0), Pictures.PngChunk("prVt", 1, 2, 3)));
        yield return ("png in IDATs of one byte", WithData(13, 11, 2, 8, 0, [.. Deflated(13, 11, 8, 3, 0).SelectMany(b => Pictures.PngChunk("IDAT", b))]));
        yield return ("gif of one frame", Pictures.Gif(5, 4, 1));
        yield return ("bmp from the top", Pictures.Bmp(5, 4, topDown: true));
        yield return ("webp animation", Pictures.WebPAnimation(8, 8, 3));
        yield return ("jpeg with a segment of 64 KB", Pictures.JpegWithSegment(Pictures.Jpeg(9, 8), 0xE1, new byte[65_533]));
    }

    /// <summary>What no reader should take for a picture.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Broken()
    {
        byte[] end = Pictures.PngChunk("IEND"), header = Header(13, 11, 2, 8, 0);
        yield return ("png without data", [.. header, .. end]);
        yield return ("png without an end", Png(13, 11, 2, 8, 3, 0)[..^12]);
        yield return ("png of width 0", WithData(0, 11, 2, 8, 0, Pictures.PngChunk("IDAT", 1)));
        yield return ("png of height 0", WithData(13, 0, 2, 8, 0, Pictures.PngChunk("IDAT", 1)));
        yield return ("png of 2 billion pixels square", WithData(int.MaxValue, int.MaxValue, 2, 8, 0, Pictures.PngChunk("IDAT", 1)));
        yield return ("png with a chunk of 4 GB", [.. header, 0xFF, 0xFF, 0xFF, 0xFF, .. "IDAT"u8, .. new byte[50]]);
        yield return ("png with data that is no zlib", WithData(13, 11, 2, 8, 0, Pictures.PngChunk("IDAT", new byte[300])));
        yield return ("png of colour type 5", WithData(13, 11, 5, 8, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0))));
        yield return ("png of depth 3", WithData(13, 11, 0, 3, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0))));
        yield return ("png with a palette that is missing", WithData(13, 11, 3, 8, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 1, 0))));
        yield return ("gif without a frame", [.. "GIF89a"u8, 5, 0, 5, 0, 0, 0, 0, 0x3B]);
        yield return ("gif with a sub-block beyond its end", [.. Pictures.Gif(5, 5, 1)[..^10], 255, 1, 2]);
        yield return ("webp longer than its file", Changed(Pictures.WebP(9, 8), 4, [0xFF, 0xFF, 0xFF, 0x7F]));
        yield return ("bmp of the lowest height", Changed(Pictures.Bmp(5, 4), 22, BitConverter.GetBytes(int.MinValue)));
        yield return ("bmp of width 0", Changed(Pictures.Bmp(5, 4), 18, BitConverter.GetBytes(0)));
        yield return ("bmp of 3 bits a pixel", Changed(Pictures.Bmp(5, 4), 28, [3]));
    }

    /// <summary>What some decoders take and some don't, and what costs more than it looks.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Doubtful()
    {
        byte[] png = Png(13, 11, 2, 8, 3, 0), jpeg = Pictures.Jpeg(40, 30), webP = Pictures.WebP(9, 8), gif = Pictures.Gif(5, 5, 2), bmp = Pictures.Bmp(5, 4);
        yield return ("png with a wrong checksum of its header", Changed(png, 29, [1, 2, 3, 4]));
        yield return ("png with a wrong checksum of its data", Changed(png, png.Length - 16, [1, 2, 3, 4]));
        yield return ("png with half of its data", WithData(13, 11, 2, 8, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0)[..30])));
        yield return ("png with data for fewer rows", WithData(13, 1100, 2, 8, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0))));
        yield return ("png with data for more rows", WithData(13, 1, 2, 8, 0, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0))));
        yield return ("png interlaced with data that is not", WithData(13, 11, 2, 8, 1, Pictures.PngChunk("IDAT", Deflated(13, 11, 8, 3, 0))));
        yield return ("png with a palette behind its data", [.. png.AsSpan(0, png.Length - 12), .. Pictures.PngChunk("PLTE", new byte[6]), .. Pictures.PngChunk("IEND")]);
        yield return ("png with two headers", Pictures.PngWith(png, png[8..33]));
        yield return ("png with 5,000 texts", Pictures.PngWith(png, [.. Enumerable.Repeat(Pictures.PngChunk("tEXt", [.. "a\0b"u8]), 5_000)]));
        yield return ("png with a text that inflates to 100 MB", Pictures.PngWith(png, Pictures.PngChunk("zTXt", [.. "Raw profile type exif\0\0"u8, .. Zlib(new byte[100_000_000])])));
        yield return ("png interlaced of 60 million pixels", WithData(10_000, 6_000, 0, 8, 1, Pictures.PngChunk("IDAT", Zlib(new byte[61_000_000]))));
        yield return ("apng of 1 frame that is missing", Pictures.PngWith(png, Pictures.PngChunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0), Pictures.PngChunk("fcTL", new byte[26])));
        foreach (byte frame in (byte[])[0xC1, 0xC3, 0xC5, 0xC9, 0xCA, 0xCF])
            yield return ($"jpeg of frame kind {frame:X2}", Changed(jpeg, Marker(jpeg, 0xC0) + 1, [frame]));
        yield return ("jpeg of 12 bits", Changed(jpeg, Marker(jpeg, 0xC0) + 4, [12]));
        yield return ("jpeg of sampling 15 x 15", Changed(jpeg, Marker(jpeg, 0xC0) + 11, [0xFF]));
        yield return ("jpeg of sampling 0", Changed(jpeg, Marker(jpeg, 0xC0) + 11, [0]));
        yield return ("jpeg larger than its data", Changed(jpeg, Marker(jpeg, 0xC0) + 5, [0x10, 0, 0x10, 0]));
        yield return ("jpeg with restart markers that it doesn't announce", jpeg[..^2].Concat((byte[])[0xFF, 0xD0, 0xFF, 0xD3, 0xFF, 0xD9]).ToArray());
        yield return ("jpeg cut off in its scan", jpeg[..^(jpeg.Length / 4)]);
        yield return ("jpeg of 3,000 scans", Scans(jpeg, 3_000));
        yield return ("jpeg of 10,000 empty segments", [0xFF, 0xD8, .. Enumerable.Repeat((byte[])[0xFF, 0xEF, 0, 2], 10_000).SelectMany(b => b), .. jpeg.AsSpan(2)]);
        yield return ("gif of 8,000 x 8,000 in a few bytes", Changed(Changed(gif, 6, [0x40, 0x1F, 0x40, 0x1F]), gif.AsSpan().IndexOf((byte)0x2C) + 5, [0x40, 0x1F, 0x40, 0x1F]));
        yield return ("gif with a frame outside of its screen", Changed(gif, gif.AsSpan().IndexOf((byte)0x2C) + 1, [0xFF, 0x10, 0xFF, 0x10]));
        foreach (byte size in (byte[])[0, 1, 12, 13, 255])
            yield return ($"gif of code size {size}", Changed(gif, gif.AsSpan().IndexOf((byte)0x2C) + 10, [size]));
        yield return ("webp shorter than its file", Changed(webP, 4, [20, 0, 0, 0]));
        yield return ("webp with a chunk of 4 GB", Changed(webP, 16, [0xFF, 0xFF, 0xFF, 0xFF]));
        yield return ("webp of another canvas than its picture", Pictures.WebPExtended(4_000, 4_000, 0, Pictures.WebPChunks(webP)));
        yield return ("webp animation without a frame", Pictures.WebPExtended(9, 8, 2, Pictures.WebPChunk("ANIM", 0, 0, 0, 0, 0, 0), Pictures.WebPChunks(webP)));
        yield return ("webp animation with a frame that is empty", Pictures.WebPExtended(9, 8, 2, Pictures.WebPChunk("ANIM", 0, 0, 0, 0, 0, 0), Pictures.WebPChunk("ANMF", new byte[16])));
        yield return ("bmp of 5,000 x 5,000 in run lengths of nothing", RunLengths(5_000, 5_000, [0, 1]));
        yield return ("bmp that skips beyond its rows", RunLengths(50, 50, [0, 2, 255, 255, 255, 7, 0, 1]));
        yield return ("bmp with 4 billion colours", Changed(bmp, 46, [0xFF, 0xFF, 0xFF, 0xFF]));
        yield return ("bmp whose pixels lie behind its end", Changed(bmp, 10, [0xFF, 0xFF, 0, 0]));
        yield return ("bmp with masks of zeros", Changed(Changed(bmp, 28, [32]), 30, [3]));
    }

    private static byte[] Png(int width, int height, byte type, byte depth, int channels, byte interlace)
    {
        byte[] palette = type == 3 ? Pictures.PngChunk("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(i => (byte)(i * 7))]) : [];
        return WithData(width, height, type, depth, interlace, [.. palette, .. Pictures.PngChunk("IDAT", Deflated(width, height, depth, channels, interlace))]);
    }

    private static byte[] WithData(int width, int height, byte type, byte depth, byte interlace, byte[] chunks) =>
        [.. Header(width, height, type, depth, interlace), .. chunks, .. Pictures.PngChunk("IEND")];

    private static byte[] Header(int width, int height, byte type, byte depth, byte interlace)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, type, interlace);
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Pictures.PngChunk("IHDR", header)];
    }

    /// <summary>Rows of one noise, with each filter in turn.</summary>
    private static byte[] Deflated(int width, int height, int depth, int channels, byte interlace)
    {
        using var rows = new MemoryStream();
        var random = new Random(3);
        foreach ((int x, int y, int stepX, int stepY) in interlace == 0 ? [(0, 0, 1, 1)] : s_adam7)
        {
            int columns = (width - x + stepX - 1) / stepX;
            for (int row = y; columns > 0 && row < height; row += stepY)
            {
                byte[] bytes = new byte[1 + (columns * depth * channels + 7) / 8];
                random.NextBytes(bytes);
                bytes[0] = (byte)(row / stepY % 5);
                rows.Write(bytes);
            }
        }

        return Zlib(rows.ToArray());
    }

    private static byte[] Zlib(byte[] bytes)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
            zlib.Write(bytes);
        return data.ToArray();
    }

    private static byte[] RunLengths(int width, int height, byte[] pixels)
    {
        byte[] bmp = new byte[54 + 1024];
        Pictures.Bmp(1, 1).AsSpan(0, 54).CopyTo(bmp);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(10), bmp.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), height);
        (bmp[28], bmp[30]) = (8, 1);
        return [.. bmp, .. pixels];
    }

    private static byte[] Scans(byte[] jpeg, int count)
    {
        int scan = Marker(jpeg, 0xDA);
        byte[] progressive = Changed(jpeg, Marker(jpeg, 0xC0) + 1, [0xC2]);
        return [.. progressive.AsSpan(0, scan), .. Enumerable.Repeat(jpeg[scan..^2], count).SelectMany(b => b), 0xFF, 0xD9];
    }

    private static int Marker(byte[] jpeg, byte marker) => jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);

    private static byte[] Changed(byte[] original, int at, ReadOnlySpan<byte> with)
    {
        byte[] changed = [.. original];
        with.CopyTo(changed.AsSpan(at));
        return changed;
    }
}
