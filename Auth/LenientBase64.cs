using System.Buffers.Text;

namespace Maple.Auth;

/// <summary>
/// Base64url as itsdangerous reads it, which is far laxer than RFC 4648: both alphabets at once, foreign bytes skipped, spare bits and
/// whatever follows complete padding ignored. The same rules give the same verdict on a mangled token; what protects a token is
/// its signature, compared as bytes after decoding.
/// </summary>
internal static class LenientBase64
{
    private const byte Pad = (byte)'=';

    public static byte[] Encode(ReadOnlySpan<byte> data) => Base64Url.EncodeToUtf8(data);

    /// <summary>Null when the digits don't make up whole bytes.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        // itsdangerous pads by the length of the text, foreign bytes included, and only then lets Python skip those.
        int padded = (text.Length + 3) & ~3;
        byte[] data = new byte[padded / 4 * 3];
        int length = 0, digits = 0, pads = 0;
        uint bits = 0;

        for (int i = 0; i < padded; i++)
        {
            byte symbol = i < text.Length ? text[i] : Pad;
            if (symbol == Pad)
            {
                pads++;
                if (digits >= 2 && digits + pads >= 4)
                    return data[..length];
                continue;
            }

            int value = Value(symbol);
            if (value < 0)
                continue;

            pads = 0;
            bits = (bits << 6) | (uint)value;
            digits++;
            if (digits > 1)
                data[length++] = (byte)(bits >> (8 - (2 * digits)));
            digits %= 4;
        }

        return digits == 0 ? data[..length] : null;
    }

    private static int Value(byte symbol) => symbol switch
    {
        >= (byte)'A' and <= (byte)'Z' => symbol - 'A',
        >= (byte)'a' and <= (byte)'z' => symbol - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => symbol - '0' + 52,
        (byte)'-' or (byte)'+' => 62,
        (byte)'_' or (byte)'/' => 63,
        _ => -1,
    };
}
