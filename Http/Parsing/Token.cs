using System.Buffers;

namespace Maple.Http.Parsing;

/// <summary>RFC 9110 section 5.6.2: what methods and field names are made of.</summary>
internal static class Token
{
    private static readonly SearchValues<byte> s_bytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsByte(byte value) => s_bytes.Contains(value);

    public static bool Is(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(s_bytes);
}
