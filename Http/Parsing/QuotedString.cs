using System.Text;

namespace Maple.Http.Parsing;

/// <summary>
/// A quoted-string (RFC 9110 5.6.4) as it is really sent. A backslash escapes a quote or a backslash (curl, python, RFC 9110) and
/// stands for itself before anything else (<c>C:\dir\a.png</c>). Where a closing quote is missing for that, as in a browser's
/// <c>"a\"</c> for a file named <c>a\</c>, the rest of the field is the value.
/// </summary>
internal static class QuotedString
{
    /// <param name="header">The field.</param>
    /// <param name="at">In: the opening quote. Out: behind the closing one.</param>
    public static string Read(string header, ref int at)
    {
        int begin = ++at;
        var value = new StringBuilder();
        for (; at < header.Length && header[at] != '"'; at++)
        {
            if (header[at] == '\\' && at + 1 < header.Length && header[at + 1] is '"' or '\\')
            {
                at++;
            }
            value.Append(header[at]);
        }
        if (at < header.Length)
        {
            at++;
            return value.ToString();
        }
        var rest = header.AsSpan(begin);
        return (rest.EndsWith('"') ? rest[..^1] : rest).ToString();
    }

    /// <summary>
    /// The elements of a comma-separated list (RFC 9110 5.6.1), trimmed, without empty ones; commas in quotes don't separate.
    /// </summary>
    public static IEnumerable<string> SplitList(string header)
    {
        int begin = 0;
        bool quoted = false;
        for (int i = 0; i <= header.Length; i++)
        {
            if (i == header.Length || (header[i] == ',' && !quoted))
            {
                string element = header.AsSpan(begin, i - begin).Trim(" \t").ToString();
                if (element.Length > 0)
                {
                    yield return element;
                }
                begin = i + 1;
            }
            else if (header[i] == '"')
            {
                quoted = !quoted;
            }
            else if (header[i] == '\\' && quoted)
            {
                i = Math.Min(i + 1, header.Length - 1);
            }
        }
    }
}
