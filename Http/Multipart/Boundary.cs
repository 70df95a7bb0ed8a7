using System.Buffers;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Multipart;

/// <summary>The boundary that a Content-Type names (RFC 2046 5.1.1).</summary>
internal static class Boundary
{
    /// <summary>RFC 2046 5.1.1: "no longer than 70 characters, not counting the two leading hyphens".</summary>
    private const int MaxLength = 70;

    /// <summary>RFC 2046's bchars. A space is one too, but not at the end.</summary>
    private static readonly SearchValues<char> s_bchars =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ");

    public static bool IsMultipart(string? contentType) =>
        contentType is not null
        && HeaderParameters.Parse(contentType).Value.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="MapleException"><c>unsupported_media_type</c>, <c>missing_boundary</c>, <c>invalid_multipart</c></exception>
    public static string Parse(string? contentType)
    {
        if (!IsMultipart(contentType))
        {
            throw new MapleException(ErrorCode.UnsupportedMediaType,
                $"Content-Type is '{Excerpt.Of(contentType ?? "")}'; this needs 'multipart/form-data; boundary=...'.",
                $"Content-Type 是“{Excerpt.Of(contentType ?? "")}”，这里需要“multipart/form-data; boundary=...”。");
        }
        var values = HeaderParameters.Parse(contentType!).All("boundary");
        if (values is not [var boundary, ..] || boundary.Length == 0)
        {
            throw new MapleException(ErrorCode.MissingBoundary,
                "The Content-Type 'multipart/form-data' has no boundary. This happens when the header is set by hand: "
                + "leave it out, and the HTTP library sets it together with the boundary it uses.",
                "Content-Type“multipart/form-data”缺少 boundary。通常是因为手动设置了这个请求头：请不要设置它，HTTP 库会自动填上并带上所用的 boundary。");
        }
        if (values.Any(other => other != boundary))
        {
            throw Invalid("is given more than once, with different values", "出现了多次且取值不同");
        }
        if (boundary.Length > MaxLength)
        {
            throw Invalid($"has {boundary.Length} characters; at most {MaxLength} are allowed",
                $"有 {boundary.Length} 个字符，最多允许 {MaxLength} 个");
        }
        if (boundary.AsSpan().ContainsAnyExcept(s_bchars) || boundary.EndsWith(' '))
        {
            throw Invalid($"'{Excerpt.Of(boundary)}' holds a character that RFC 2046 doesn't allow there",
                $"“{Excerpt.Of(boundary)}”含有 RFC 2046 不允许的字符");
        }
        return boundary;
    }

    private static MapleException Invalid(string english, string chinese) =>
        new(ErrorCode.InvalidMultipart, $"The boundary in Content-Type {english}.", $"Content-Type 中的 boundary {chinese}。");
}
