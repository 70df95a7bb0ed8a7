using System.Globalization;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>Why a request's head is refused.</summary>
internal static class HeadErrors
{
    public static MapleException RequestLine() => Bad(
        "The request does not begin with a request line as in 'GET /path HTTP/1.1'. Speak HTTP/1.1; TLS, where it is on, has a port of its own.",
        "请求不是以“GET /path HTTP/1.1”形式的请求行开头。请使用 HTTP/1.1；TLS 需使用启用了它的端口。");

    public static MapleException BareLineFeed() => Bad(
        "A line of the request's head ends with LF alone. Lines of HTTP end with CRLF.",
        "请求头部有一行仅以 LF 结尾。HTTP 的行须以 CRLF 结尾。");

    public static MapleException Field(ReadOnlySpan<byte> line) => Bad(
        $"The header line '{Excerpt(line)}' is not 'Name: value' without blanks around the name, control characters or folding.",
        $"请求头“{Excerpt(line)}”不是有效的“名称: 值”（名称前后不能有空格，不能有控制字符或折行）。");

    public static MapleException Repeated(string name) => Bad(
        $"The request has more than one {name} header. Send one.",
        $"请求带有多个 {name} 请求头。请只发送一个。");

    public static MapleException NoHost() => Bad(
        "The request has no Host header, which HTTP/1.1 asks for.",
        "请求缺少 HTTP/1.1 要求的 Host 请求头。");

    /// <summary>RFC 9112 section 3.2. The host ends up in links.</summary>
    public static MapleException InvalidHost() => Bad(
        "The Host header is no host name or address with an optional port.",
        "Host 请求头不是有效的主机名或地址（可带端口）。");

    public static MapleException ContentLength(string value) => Bad(
        $"The Content-Length '{Parsing.Excerpt.Of(value)}' is not a number of bytes.",
        $"Content-Length“{Parsing.Excerpt.Of(value)}”不是有效的字节数。");

    /// <summary>RFC 9112 section 6.1: a message with both may be an attempt at smuggling another one past a proxy.</summary>
    public static MapleException TwoFramings() => Bad(
        "The request has both Content-Length and Transfer-Encoding. Send one of them.",
        "请求同时带有 Content-Length 和 Transfer-Encoding。请只保留其中一个。");

    public static MapleException ChunkedInHttp10() => Bad(
        "The request is HTTP/1.0 and has a Transfer-Encoding. Send a Content-Length, or HTTP/1.1.",
        "HTTP/1.0 请求不能带 Transfer-Encoding。请发送 Content-Length，或使用 HTTP/1.1。");

    public static MapleException TransferCoding(string value) => new(
        ErrorCode.UnsupportedTransferCoding,
        $"The Transfer-Encoding '{Parsing.Excerpt.Of(value)}' is not known here. Send 'chunked' or a Content-Length.",
        $"不支持 Transfer-Encoding“{Parsing.Excerpt.Of(value)}”。请使用 chunked 或发送 Content-Length。");

    public static MapleException NoLength() => new(
        ErrorCode.LengthRequired,
        "The request has a Content-Type and neither Content-Length nor Transfer-Encoding: chunked. Say how long its body is.",
        "请求带有 Content-Type，却没有 Content-Length 或 Transfer-Encoding: chunked。请说明请求体的长度。");

    public static MapleException Version(ReadOnlySpan<byte> version) => new(
        ErrorCode.UnsupportedVersion,
        $"The request is {Excerpt(version)}. Send HTTP/1.1 or HTTP/1.0.",
        $"请求的协议为 {Excerpt(version)}。请使用 HTTP/1.1 或 HTTP/1.0。");

    public static MapleException RequestLineTooLong() => new(
        ErrorCode.UriTooLong,
        string.Create(CultureInfo.InvariantCulture, $"The request line is longer than {HeadScanner.MaxRequestLine} bytes. Shorten the URL."),
        string.Create(CultureInfo.InvariantCulture, $"请求行超过 {HeadScanner.MaxRequestLine} 字节。请缩短 URL。"));

    public static MapleException TooLarge() => new(
        ErrorCode.HeadersTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request's headers are {HeadScanner.MaxHead} bytes or more together. Send fewer, or shorter cookies."),
        string.Create(CultureInfo.InvariantCulture, $"请求头总计达到 {HeadScanner.MaxHead} 字节。请减少请求头，或缩短 Cookie。"));

    public static MapleException TooMany(int limit) => new(
        ErrorCode.HeadersTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request has more than {limit} headers. Send fewer."),
        string.Create(CultureInfo.InvariantCulture, $"请求头多于 {limit} 个。请减少请求头。"));

    private static MapleException Bad(string english, string chinese) => new(ErrorCode.BadRequest, english, chinese);

    private static string Excerpt(ReadOnlySpan<byte> bytes) => Parsing.Excerpt.Of(System.Text.Encoding.Latin1.GetString(bytes));
}
