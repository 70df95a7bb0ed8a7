using System.Text;

namespace Maple.Http.Parsing;

/// <summary>
/// A Content-Disposition (RFC 6266, RFC 7578 4.2). Names come in four ways, and all are read: raw UTF-8; <c>%22</c>, <c>%0D</c> and
/// <c>%0A</c> for the characters that would break the line (WHATWG HTML 4.10.21.8); backslash escapes (curl, python);
/// <c>filename*=UTF-8''...</c> (RFC 8187), which is preferred.
/// </summary>
/// <param name="Type">In lower case.</param>
/// <param name="FileName">The last segment of what was sent; empty when that is empty, null when none was sent.</param>
internal sealed record ContentDisposition(string Type, string? Name, string? FileName)
{
    public static ContentDisposition Parse(string header)
    {
        var fields = HeaderParameters.Parse(header);
        string? fileName = Value(fields, "filename");
        return new ContentDisposition(
            fields.Value.ToLowerInvariant(), Value(fields, "name"), fileName is null ? null : FileNames.LastSegment(fileName));
    }

    private static string? Value(HeaderParameters fields, string name) =>
        fields.Find(name + '*') is { } extended && Extended(extended) is { } value ? value
        : fields.Find(name) is { } plain ? Unescape(plain) : null;

    /// <summary>
    /// RFC 8187 3.2.1: charset, language and percent-encoded text between apostrophes. Null when it is none, or of another charset.
    /// </summary>
    private static string? Extended(string value)
    {
        string[] fields = value.Split('\'', 3);
        if (fields is not [var charset, _, var encoded] || PercentEncoding.Decode(Encoding.UTF8.GetBytes(encoded)) is not { } bytes)
        {
            return null;
        }
        return charset.ToLowerInvariant() switch
        {
            "utf-8" => Encoding.UTF8.GetString(bytes),
            "iso-8859-1" => Encoding.Latin1.GetString(bytes),
            _ => null,
        };
    }

    /// <summary>Browsers leave a percent sign as it is, so nothing but these three may be decoded.</summary>
    private static string Unescape(string value) => value
        .Replace("%22", "\"", StringComparison.Ordinal)
        .Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase)
        .Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase);
}
