using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>
/// Finds the end of a request's head while it arrives, and refuses what is none as early as that can be told: nobody's endless line is
/// waited for. Lines end with CRLF; a bare LF, which RFC 9112 section 2.2 lets a recipient accept, is how requests are smuggled past a
/// proxy that reads it differently.
/// </summary>
internal struct HeadScanner
{
    /// <summary>The target may have 8192 bytes (<see cref="RequestTarget"/>; RFC 9112 section 3 asks for 8000 at least); method and version stand beside it.</summary>
    public const int MaxRequestLine = 8192 + 64;

    /// <summary>A head is shorter than this. Node.js has the same limit; 8,192 connections that hold one each are 128 MB.</summary>
    public const int MaxHead = 16 << 10;

    private int _scanned;
    private int _lineStart;

    /// <param name="bytes">All that came of the head so far; what a former call saw must not have changed.</param>
    /// <returns>The length of the head with the empty line behind it; 0 while more is needed.</returns>
    /// <exception cref="MapleException"><c>bad_request</c>, <c>uri_too_long</c>, <c>headers_too_large</c></exception>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        // A TLS hello, for one, holds no line for a long time.
        if (bytes.Length > 0 && !Token.IsByte(bytes[0]))
            throw HeadErrors.RequestLine();
        while (bytes[_scanned..].IndexOf((byte)'\n') is >= 0 and int offset)
        {
            int end = _scanned + offset;
            if (end == 0 || bytes[end - 1] != '\r')
                throw HeadErrors.BareLineFeed();
            _scanned = end + 1;
            CheckLength(_scanned, isFirstLine: _lineStart == 0);
            if (end - 1 == _lineStart)
                return _scanned;
            _lineStart = _scanned;
        }

        _scanned = bytes.Length;
        CheckLength(_scanned, isFirstLine: _lineStart == 0);
        return 0;
    }

    private static void CheckLength(int length, bool isFirstLine)
    {
        if (isFirstLine && length > MaxRequestLine)
            throw HeadErrors.RequestLineTooLong();
        if (length >= MaxHead)
            throw HeadErrors.TooLarge();
    }
}
