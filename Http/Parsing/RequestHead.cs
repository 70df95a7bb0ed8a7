using System.Buffers;
using System.Globalization;
using System.Text;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>
/// The head of a request: request line and fields, by the letter of RFC 9112. Whatever another program in front could read differently is
/// refused, not guessed at.
/// </summary>
internal sealed class RequestHead
{
    private static readonly SearchValues<byte> s_visible = SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(b => (byte)b)]);

    private readonly FieldLines _fields;

    private readonly bool _isHttp11;

    private RequestHead(string method, string target, bool isHttp11, FieldLines fields)
    {
        _fields = fields;
        _isHttp11 = isHttp11;
        Method = method;
        Target = target;
    }

    /// <summary>As sent: methods are case-sensitive.</summary>
    public string Method { get; }

    /// <summary>The request target as sent: visible ASCII.</summary>
    public string Target { get; }

    /// <summary>The length of the body comes with each of its chunks (RFC 9112 section 7.1). Known after <see cref="Check"/>.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Bytes of the body; 0 when it is chunked. Known after <see cref="Check"/>.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The client sends its body when it has been told to (RFC 9110 section 10.1.1).</summary>
    public bool ExpectsContinue => _isHttp11 && string.Equals(Header("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>The client may send another request on the same connection. Nobody who speaks HTTP/1.0 today does.</summary>
    public bool KeepsAlive => _isHttp11 && !HasToken(Header("Connection"), "close");

    public bool HasBody => IsChunked || ContentLength > 0;

    /// <summary>Null when absent; the last one when it was sent more than once.</summary>
    public string? Header(string name) => _fields.Last(name);

    /// <param name="head">With the empty line that ends it, as <see cref="HeadScanner"/> found it.</param>
    /// <exception cref="MapleException"><c>bad_request</c>, <c>headers_too_large</c>, <c>unsupported_version</c></exception>
    public static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        int lineEnd = head.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = head[..lineEnd];
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 0 || first == last)
            throw HeadErrors.RequestLine();
        ReadOnlySpan<byte> method = line[..first], target = line[(first + 1)..last];
        bool isHttp11 = IsHttp11(line[(last + 1)..]);
        if (!Token.Is(method) || target.IsEmpty || target.ContainsAnyExcept(s_visible))
            throw HeadErrors.RequestLine();
        byte[] fields = head[(lineEnd + 2)..^2].ToArray();
        return new RequestHead(MethodOf(method), Encoding.ASCII.GetString(target), isHttp11, new FieldLines(fields));
    }

    /// <summary>Looks whether the fields say one thing only: which host is meant, and where the body ends (RFC 9112 sections 3.2 and 6).</summary>
    /// <exception cref="MapleException"><c>bad_request</c>, <c>length_required</c>, <c>unsupported_transfer_coding</c></exception>
    public void Check()
    {
        string? host = _fields.Single("Host");
        if (host is null && _isHttp11)
            throw HeadErrors.NoHost();
        if (host is not null && !HostHeader.IsValid(host))
            throw HeadErrors.InvalidHost();
        _ = _fields.Single("Authorization");

        string? type = _fields.Single("Content-Type");
        string? coding = _fields.Single("Transfer-Encoding");
        string? length = _fields.Single("Content-Length");
        if (coding is not null && length is not null)
            throw HeadErrors.TwoFramings();
        // curl -X POST sends none of the three, and has no body.
        if (type is not null && coding is null && length is null && Method is "POST" or "PUT" or "PATCH")
            throw HeadErrors.NoLength();
        IsChunked = coding is not null && IsChunkedCoding(coding);
        ContentLength = length is null ? 0 : ToLength(length);
    }

    private static bool IsHttp11(ReadOnlySpan<byte> version)
    {
        if (version.SequenceEqual("HTTP/1.1"u8))
            return true;
        if (version.SequenceEqual("HTTP/1.0"u8))
            return false;
        bool isOther = version.Length == 8 && version.StartsWith("HTTP/"u8)
            && char.IsAsciiDigit((char)version[5]) && version[6] == '.' && char.IsAsciiDigit((char)version[7]);
        throw isOther ? HeadErrors.Version(version) : HeadErrors.RequestLine();
    }

    private static string MethodOf(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) ? "GET" : method.SequenceEqual("POST"u8) ? "POST" : Encoding.ASCII.GetString(method);

    private bool IsChunkedCoding(string coding)
    {
        if (!_isHttp11)
            throw HeadErrors.ChunkedInHttp10();
        return coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? true : throw HeadErrors.TransferCoding(coding);
    }

    private static long ToLength(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : throw HeadErrors.ContentLength(value);

    private static bool HasToken(string? list, string token) =>
        list is not null && list.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);
}
