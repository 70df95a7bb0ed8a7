using System.Buffers.Binary;
using Maple.Tests.Support;

namespace Maple.Tests.Torture.Load;

/// <summary>Real pictures, each unlike all others: one of a few drawn once, with random bytes in a comment, so that thousands cost no drawing.</summary>
internal static class TaggedPictures
{
    private static readonly byte[][] s_jpegs = [Pictures.Jpeg(64, 48), Pictures.Jpeg(400, 300, 1), Pictures.Jpeg(1200, 900, 2)];
    private static readonly byte[][] s_pngs = [Pictures.Png(64, 48), Pictures.TransparentPng(320, 240, 1)];

    /// <param name="padding">Bytes of the comment, at most 65,000; those of the picture come on top.</param>
    public static (string Name, byte[] Bytes) Make(Random random, int padding)
    {
        byte[] comment = new byte[Math.Max(16, padding)];
        random.NextBytes(comment);
        return random.Next(3) == 0
            ? ("p.png", WithChunk(s_pngs[random.Next(s_pngs.Length)], comment))
            : ("p.jpg", WithComment(s_jpegs[random.Next(s_jpegs.Length)], comment));
    }

    /// <summary>A COM segment right behind SOI (ITU-T T.81, B.2.4.5).</summary>
    private static byte[] WithComment(byte[] jpeg, byte[] comment)
    {
        byte[] head = [0xFF, 0xFE, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(comment.Length + 2));
        return [.. jpeg.AsSpan(0, 2), .. head, .. comment, .. jpeg.AsSpan(2)];
    }

    /// <summary>A private ancillary chunk before IEND (PNG, section 5.3), which is the last 12 bytes.</summary>
    private static byte[] WithChunk(byte[] png, byte[] data)
    {
        byte[] length = new byte[4], sum = new byte[4];
        byte[] body = [.. "mpLe"u8, .. data];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(body));
        return [.. png.AsSpan(..^12), .. length, .. body, .. sum, .. png.AsSpan(^12..)];
    }

    /// <summary>PNG, annex D.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
