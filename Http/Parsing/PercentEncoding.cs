using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Maple.Http.Parsing;

/// <summary>Percent-encoding (RFC 3986 2.1) of UTF-8.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes once. Null when an escape is cut or not hexadecimal.</summary>
    /// <param name="encoded">Bytes that are no escape are taken as they are.</param>
    /// <param name="plusIsSpace">As forms have it (WHATWG URL 5.1).</param>
    public static byte[]? Decode(ReadOnlySpan<byte> encoded, bool plusIsSpace = false)
    {
        byte[] decoded = new byte[encoded.Length];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte value = encoded[i];
            if (value == '%')
            {
                if (i + 2 >= encoded.Length
                    || !byte.TryParse(encoded.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                {
                    return null;
                }
                i += 2;
            }
            else if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }
            decoded[length++] = value;
        }
        return decoded[..length];
    }

    /// <summary>Null when the bytes are not UTF-8.</summary>
    public static string? StrictUtf8(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
