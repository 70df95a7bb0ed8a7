namespace Maple.Http.Parsing;

/// <summary>
/// A header field of the form <c>value; name=token; name="quoted"</c> (RFC 9110 5.6.6), read as kindly as browsers and
/// libraries make it necessary; nothing here is ever refused. Names are in lower case, in the order in which they came.
/// </summary>
internal sealed record HeaderParameters(string Value, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public static HeaderParameters Parse(string header)
    {
        int at = header.IndexOf(';');
        string value = (at < 0 ? header : header[..at]).Trim(' ', '\t');
        var parameters = new List<KeyValuePair<string, string>>();
        while (at >= 0 && at < header.Length)
        {
            at++;
            int end = header.AsSpan(at).IndexOfAny('=', ';');
            if (end < 0)
            {
                break;
            }
            string name = header.AsSpan(at, end).Trim(" \t").ToString().ToLowerInvariant();
            at += end;
            if (header[at] == '=')
            {
                parameters.Add(new(name, ReadValue(header, ref at)));
            }
        }
        return new HeaderParameters(value, parameters);
    }

    /// <summary>The first of that name, which is in lower case.</summary>
    public string? Find(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    public IReadOnlyList<string> All(string name) =>
        [.. Parameters.Where(parameter => parameter.Key == name).Select(parameter => parameter.Value)];

    /// <param name="header">The field.</param>
    /// <param name="at">In: the equals sign. Out: the next semicolon, or the end.</param>
    private static string ReadValue(string header, ref int at)
    {
        at++;
        while (at < header.Length && header[at] is ' ' or '\t')
        {
            at++;
        }
        string? quoted = at < header.Length && header[at] == '"' ? QuotedString.Read(header, ref at) : null;
        int end = header.IndexOf(';', at);
        end = end < 0 ? header.Length : end;
        string value = quoted ?? header.AsSpan(at, end - at).Trim(" \t").ToString();
        at = end;
        return value;
    }
}
