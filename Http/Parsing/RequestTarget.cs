using System.Buffers;
using System.Text;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>
/// The target of a request (RFC 9112 3.2) from its raw form, decoded once. Whatever could mean one path here and another one in a
/// proxy or on a disk is refused: dot segments, encoded slashes, backslashes, controls, bad escapes, bytes that are not UTF-8.
/// </summary>
/// <param name="Path">Raw, from the first slash on, without the query.</param>
/// <param name="Segments">Decoded; empty for <c>/</c>. An empty segment between two slashes stays one, and matches no route.</param>
/// <param name="TrailingSlash">The path ends with a slash, which is no segment of its own.</param>
/// <param name="Query">Raw, behind the question mark; empty when there is none.</param>
/// <param name="Authority">Host and port of the absolute form, which replace Host (RFC 9112 3.2.2); null for the usual form.</param>
internal sealed record RequestTarget(string Path, string[] Segments, bool TrailingSlash, string Query, string? Authority)
{
    /// <summary>RFC 9110 4.1 recommends to support at least 8,000; nginx and Kestrel stop at 8,192 too.</summary>
    private const int MaxLength = 8192;

    /// <summary>RFC 3986 3.3: pchar and the slash.</summary>
    private static readonly SearchValues<char> s_path =
        SearchValues.Create("/%:@!$&'()*+,;=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <exception cref="MapleException"><c>bad_request</c>, <c>uri_too_long</c></exception>
    public static RequestTarget Parse(string? rawUrl)
    {
        string target = rawUrl ?? "";
        if (target.Length > MaxLength)
        {
            throw new MapleException(ErrorCode.UriTooLong,
                $"The request's URL is longer than {MaxLength} characters. Put long values into the body.",
                $"请求的 URL 超过 {MaxLength} 个字符，请把较长的内容放入请求正文。");
        }
        string? authority = TakeAuthority(ref target);
        int question = target.IndexOf('?');
        string path = question < 0 ? target : target[..question];
        string query = question < 0 ? "" : target[(question + 1)..];
        if (!path.StartsWith('/'))
        {
            throw Refused(path, "it must begin with a slash", "必须以斜杠开头");
        }
        if (path.AsSpan().ContainsAnyExcept(s_path))
        {
            throw Refused(path, "letters outside ASCII, blanks and other special characters must be percent-encoded",
                "非 ASCII 字符、空格及其他特殊字符必须进行百分号编码");
        }
        // Browsers send brackets, bars and the like raw in a query, so only what is no visible ASCII character is refused there.
        if (query.AsSpan().ContainsAnyExceptInRange('!', '~') || query.Contains('#', StringComparison.Ordinal))
        {
            throw Refused(query, "letters outside ASCII, blanks and '#' must be percent-encoded", "非 ASCII 字符、空格和“#”必须进行百分号编码");
        }
        bool trailingSlash = path.Length > 1 && path.EndsWith('/');
        string[] segments = path == "/" ? [] : path[1..(trailingSlash ? ^1 : ^0)].Split('/');
        for (int i = 0; i < segments.Length; i++)
            segments[i] = Decode(segments[i]);
        return new RequestTarget(path, segments, trailingSlash, query, authority);
    }

    /// <summary>Cuts <c>http://host</c> off, as it stands in requests to a proxy.</summary>
    private static string? TakeAuthority(ref string target)
    {
        int scheme = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
            : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : 0;
        if (scheme == 0)
        {
            return null;
        }
        int end = target.AsSpan(scheme).IndexOfAny('/', '?');
        string authority = end < 0 ? target[scheme..] : target.Substring(scheme, end);
        if (!HostHeader.IsValid(authority))
        {
            throw Refused(target, "its host is not valid", "其中的主机名无效");
        }
        string rest = end < 0 ? "" : target[(scheme + end)..];
        target = rest.StartsWith('/') ? rest : "/" + rest;
        return authority;
    }

    private static string Decode(string raw)
    {
        if (!raw.Contains('%'))
            return raw is "." or ".." ? throw DotSegment(raw) : raw;
        var bytes = PercentEncoding.Decode(Encoding.ASCII.GetBytes(raw))
            ?? throw Refused(raw, "it holds a '%' that two hexadecimal digits don't follow", "“%”之后必须是两位十六进制数字");
        string segment = PercentEncoding.StrictUtf8(bytes)
            ?? throw Refused(raw, "its percent escapes are not UTF-8", "百分号编码的内容不是 UTF-8");
        if (segment is "." or "..")
        {
            throw DotSegment(raw);
        }
        if (segment.AsSpan().ContainsAny('/', '\\') || segment.Any(char.IsControl))
        {
            throw Refused(raw, "encoded slashes, backslashes and control characters are not allowed", "不允许包含编码后的斜杠、反斜杠或控制字符");
        }
        return segment;
    }

    private static MapleException DotSegment(string raw) => Refused(raw, "'.' and '..' are not allowed", "不允许使用“.”或“..”");

    private static MapleException Refused(string value, string english, string chinese) => new(ErrorCode.BadRequest,
        $"The URL part '{Excerpt.Of(value)}' was refused: {english}.", $"URL 中的“{Excerpt.Of(value)}”无效：{chinese}。");
}
