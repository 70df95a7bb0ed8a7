using System.Text;

namespace Maple.Http.Multipart;

/// <summary>What a line that begins like a delimiter turns out to be.</summary>
internal enum DelimiterLine
{
    /// <summary>More bytes are needed to tell.</summary>
    Incomplete,

    /// <summary>Another part follows.</summary>
    Next,

    /// <summary>The form ends here.</summary>
    Close,

    /// <summary>A longer line that only begins the same way, so content.</summary>
    Content,

    /// <summary>A delimiter with more blanks behind it than anybody sends.</summary>
    TooMuchPadding,
}

/// <summary>
/// The bytes between two parts: <c>CRLF "--" boundary</c>, then <c>--</c> at the end of the form, or optional blanks and CRLF (RFC 2046
/// 5.1.1). CR occurs in it once, at its beginning: a match can't overlap another, and only the last CR of a buffer can begin one that is
/// cut off.
/// </summary>
internal sealed class Delimiter(string boundary)
{
    /// <summary>RFC 2046 allows blanks that a mail gateway adds and names no bound; no HTTP client sends any.</summary>
    private const int MaxPadding = 128;

    private readonly byte[] _bytes = Encoding.ASCII.GetBytes("\r\n--" + boundary);

    public int Length => _bytes.Length;

    /// <summary>
    /// How many bytes at the beginning of <paramref name="window"/> come before any delimiter, whatever follows the window.
    /// </summary>
    public int ContentIn(ReadOnlySpan<byte> window)
    {
        int found = window.IndexOf(_bytes);
        if (found >= 0)
        {
            return found;
        }
        int tail = Math.Max(0, window.Length - (_bytes.Length - 1));
        int cut = window[tail..].LastIndexOf((byte)'\r');
        return cut >= 0 && _bytes.AsSpan().StartsWith(window[(tail + cut)..]) ? tail + cut : window.Length;
    }

    /// <param name="window">Begins with the delimiter, or with the part of it that has come in.</param>
    /// <param name="length">Bytes up to the CRLF that ends the line, or up to and with the closing hyphens.</param>
    public DelimiterLine Read(ReadOnlySpan<byte> window, out int length)
    {
        length = _bytes.Length;
        if (window.Length <= length)
        {
            return DelimiterLine.Incomplete;
        }
        var rest = window[length..];
        if (rest[0] == '-')
        {
            length += 2;
            return rest.Length == 1 ? DelimiterLine.Incomplete : rest[1] == '-' ? DelimiterLine.Close : DelimiterLine.Content;
        }
        int padding = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (padding > MaxPadding || (padding < 0 && rest.Length > MaxPadding))
        {
            return DelimiterLine.TooMuchPadding;
        }
        if (padding < 0)
        {
            return DelimiterLine.Incomplete;
        }
        length += padding;
        rest = rest[padding..];
        return rest[0] != '\r' ? DelimiterLine.Content
            : rest.Length == 1 ? DelimiterLine.Incomplete
            : rest[1] == '\n' ? DelimiterLine.Next : DelimiterLine.Content;
    }
}
