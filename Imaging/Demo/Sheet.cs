using System.Buffers.Binary;
using System.IO.Compression;
using Maple.Imaging.Metadata;

namespace Maple.Imaging.Demo;

/// <summary>Boxes of one colour, and the PNG that they make.</summary>
internal sealed class Sheet(int width, int height)
{
    private readonly byte[] _rows = new byte[(1 + 3 * width) * height];

    public void Box(int x, int y, int wide, int high, int colour) => Round(x, y, wide, high, 0, colour);

    /// <param name="radius">Of the corners.</param>
    public void Round(int x, int y, int wide, int high, int radius, int colour)
    {
        radius = Math.Min(radius, Math.Min(wide, high) / 2);
        for (int row = Math.Max(0, y); row < Math.Min(height, y + high); row++)
        {
            for (int column = Math.Max(0, x); column < Math.Min(width, x + wide); column++)
            {
                // How far into a corner's square, from where its circle has the middle.
                float dx = Math.Max(0, Math.Max(x + radius - column - 0.5f, column + 0.5f - (x + wide - radius)));
                float dy = Math.Max(0, Math.Max(y + radius - row - 0.5f, row + 0.5f - (y + high - radius)));
                float cover = radius == 0 ? 1 : Math.Clamp(radius + 0.5f - MathF.Sqrt(dx * dx + dy * dy), 0, 1);
                if (cover > 0)
                    Set(_rows.AsSpan(row * (1 + 3 * width) + 1 + 3 * column, 3), colour, cover);
            }
        }
    }

    public static int Mix(int from, int to, float part)
    {
        int mixed = 0;
        for (int shift = 0; shift < 24; shift += 8)
            mixed |= (int)float.Lerp(from >> shift & 255, to >> shift & 255, part) << shift;
        return mixed;
    }

    public byte[] ToPng()
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        // Eight bits each of red, green and blue.
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(_rows);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Set(Span<byte> pixel, int colour, float cover)
    {
        for (int i = 0; i < 3; i++)
            pixel[i] = (byte)float.Lerp(pixel[i], colour >> (16 - 8 * i) & 255, cover);
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] body = [.. kind, .. data];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum.Of(body));
        png.Write(number);
    }
}
