using System.Buffers;

namespace Maple.Imaging.Metadata;

/// <summary>
/// The properties of XMP whose names begin with GPS (<c>exif:GPSLatitude</c>; drones write <c>drone-dji:GpsLatitude</c>), as attributes or as
/// elements. Spaces in their place leave the XML sound and the packet as long as it was.
/// </summary>
internal static class XmpPosition
{
    // EXIF has 32 of them, and XMP names two or three places at most. Of a packet with more, the rest goes whole.
    private const int MaxProperties = 200;

    private static readonly SearchValues<byte> s_name =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    private static readonly SearchValues<byte> s_space = SearchValues.Create(" \t\r\n"u8);

    /// <param name="xmp">UTF-8, as XMP in pictures is.</param>
    /// <param name="at">Its offset in the file.</param>
    public static void Find(ReadOnlySpan<byte> xmp, long at, List<Blank> found)
    {
        int next = 0, limit = found.Count + MaxProperties;
        while (xmp[next..].IndexOf((byte)':') is >= 0 and var step)
        {
            int colon = next + step, start = colon;
            next = colon + 1;
            if (!IsGps(xmp[next..]))
                continue;
            while (start > 0 && s_name.Contains(xmp[start - 1]))
                start--;
            int nameEnd = next + Span(xmp[next..], s_name);
            if (start is 0 || start == colon || xmp[start..colon].SequenceEqual("xmlns"u8))
                continue;

            int end = xmp[start - 1] == '<' ? EndOfElement(xmp, start, nameEnd) : EndOfAttribute(xmp, start, nameEnd);
            if (xmp[start - 1] == '<')
                start--;
            if (end <= start)
                continue;
            if (found.Count == limit)
                end = xmp.Length;
            found.Add(new(at + start, end - start, (byte)' '));
            next = end;
        }
    }

    private static bool IsGps(ReadOnlySpan<byte> name) =>
        name.Length > 3 && (name[0] | 0x20) == 'g' && (name[1] | 0x20) == 'p' && (name[2] | 0x20) == 's';

    /// <summary>0 when it is no attribute.</summary>
    private static int EndOfAttribute(ReadOnlySpan<byte> xmp, int start, int nameEnd)
    {
        int equals = nameEnd + Span(xmp[nameEnd..], s_space);
        if (!s_space.Contains(xmp[start - 1]) || equals >= xmp.Length || xmp[equals] != '=')
            return 0;
        int quote = equals + 1 + Span(xmp[(equals + 1)..], s_space);
        if (quote >= xmp.Length || xmp[quote] is not ((byte)'"' or (byte)'\''))
            return 0;
        int length = xmp[(quote + 1)..].IndexOf(xmp[quote]);
        return length < 0 ? xmp.Length : quote + 1 + length + 1;
    }

    /// <summary>Behind the closing tag. Without one it is no XML, and everything goes.</summary>
    private static int EndOfElement(ReadOnlySpan<byte> xmp, int start, int nameEnd)
    {
        ReadOnlySpan<byte> name = xmp[start..nameEnd];
        int open = EndOfTag(xmp, nameEnd);
        if (open == xmp.Length || xmp[open - 2] == '/')
            return open;
        for (int close = open; xmp[close..].IndexOf("</"u8) is >= 0 and var step;)
        {
            close += step + 2;
            if (xmp[close..].StartsWith(name) && (close + name.Length == xmp.Length || !s_name.Contains(xmp[close + name.Length])))
                return EndOfTag(xmp, close);
        }

        return xmp.Length;
    }

    /// <summary>Behind the next '&gt;' that stands in no attribute's value.</summary>
    private static int EndOfTag(ReadOnlySpan<byte> xmp, int at)
    {
        while (at < xmp.Length)
        {
            byte one = xmp[at++];
            if (one == '>')
                return at;
            if (one is (byte)'"' or (byte)'\'')
            {
                int length = xmp[at..].IndexOf(one);
                at = length < 0 ? xmp.Length : at + length + 1;
            }
        }

        return xmp.Length;
    }

    private static int Span(ReadOnlySpan<byte> text, SearchValues<byte> of) =>
        text.IndexOfAnyExcept(of) is >= 0 and var length ? length : text.Length;
}
