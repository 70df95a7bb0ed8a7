using System.IO.Compression;

namespace Maple.Auth;

/// <summary>zlib (RFC 1950) for payloads that fit in memory.</summary>
internal static class Zlib
{
    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        return output.ToArray();
    }

    /// <summary>Null when the data is damaged, cut off, or more than <paramref name="limit"/> bytes when expanded.</summary>
    public static byte[]? Decompress(byte[] data, int limit)
    {
        byte[] output = new byte[limit + 1];
        using var input = new Input(data);
        using var zlib = new ZLibStream(input, CompressionMode.Decompress);
        try
        {
            int length = zlib.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            return length > limit || input.RanOut ? null : output[..length];
        }
        // IOException: data that wants a preset dictionary (RFC 1950, FDICT), which nobody here has.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    /// <summary>ZLibStream takes the end of its input for the end of the data, so a cut-off checksum would go unnoticed.</summary>
    private sealed class Input(byte[] data) : MemoryStream(data)
    {
        public bool RanOut { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            RanOut |= read == 0;
            return read;
        }
    }
}
