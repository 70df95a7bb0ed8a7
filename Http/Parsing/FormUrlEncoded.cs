using System.Text;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>
/// <c>application/x-www-form-urlencoded</c> (WHATWG URL 5.1): a plus is a blank, escapes and raw bytes are UTF-8.
/// Unlike in a browser, what can't be decoded is refused and not guessed at.
/// </summary>
internal static class FormUrlEncoded
{
    /// <summary>Pairs of one form, as many as a multipart form may have parts.</summary>
    private const int MaxPairs = 1_000;

    /// <summary>The one content type this reads; parameters such as <c>charset</c> are ignored.</summary>
    public static bool IsForm(string? contentType) => contentType is not null
        && HeaderParameters.Parse(contentType).Value.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="MapleException"><c>bad_request</c></exception>
    public static FormValues ParseQuery(string query) => query.Length == 0 ? FormValues.Empty : Parse(Encoding.UTF8.GetBytes(query));

    /// <exception cref="MapleException"><c>bad_request</c></exception>
    public static FormValues Parse(ReadOnlySpan<byte> form)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var range in form.Split((byte)'&'))
        {
            var pair = form[range];
            if (pair.IsEmpty)
            {
                continue;
            }
            if (pairs.Count == MaxPairs)
            {
                throw new MapleException(ErrorCode.BadRequest,
                    $"More than {MaxPairs} parameters were sent.", $"参数超过 {MaxPairs} 个。");
            }
            int equals = pair.IndexOf((byte)'=');
            string name = Decode(equals < 0 ? pair : pair[..equals], null);
            pairs.Add(new(name, equals < 0 ? "" : Decode(pair[(equals + 1)..], name)));
        }
        return new FormValues(pairs);
    }

    private static string Decode(ReadOnlySpan<byte> encoded, string? name)
    {
        var bytes = PercentEncoding.Decode(encoded, plusIsSpace: true);
        string? text = bytes is null ? null : PercentEncoding.StrictUtf8(bytes);
        if (text is null || text.Contains('\0', StringComparison.Ordinal))
        {
            string shown = Excerpt.Of(Encoding.UTF8.GetString(encoded));
            throw new MapleException(ErrorCode.BadRequest,
                $"'{shown}' can't be decoded: it needs percent-encoded UTF-8 without NUL, and '%25' for a percent sign.",
                $"无法解码“{shown}”：应为百分号编码的 UTF-8，不得含 NUL，百分号本身写作“%25”。")
            {
                Parameter = name is null ? null : Excerpt.Of(name),
            };
        }
        return text;
    }
}
