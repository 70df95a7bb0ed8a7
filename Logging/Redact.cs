using System.Text;

namespace Maple.Logging;

/// <summary>Takes secrets out of what is logged.</summary>
internal static class Redact
{
    private const string Mask = "***";

    // Whatever a client calls it: Api-Key, access_token, current_password, X-Amz-Signature.
    private static readonly string[] s_secretWords = ["key", "token", "password", "secret", "sig"];

    // What Lsky calls a text to search for.
    private const string Keyword = "keyword";

    // What holds a URL, whose user and query are as secret as our own.
    private static readonly string[] s_urlNames = ["source", "url"];

    /// <summary>What stands before a token in a path: that of an upload policy, on the page for guests.</summary>
    private const string TokenFolder = "/u/";

    /// <summary>The path as it came, with what follows <c>/u/</c> replaced by <c>***</c>, however it is escaped.</summary>
    private static string Path(string path)
    {
        string plain = path.Contains('%') ? Uri.UnescapeDataString(path) : path;
        int at = plain.IndexOf(TokenFolder, StringComparison.OrdinalIgnoreCase);
        // A user may be called so.
        return at < 0 || plain[..at].EndsWith("/images", StringComparison.Ordinal) ? path : plain[..(at + TokenFolder.Length)] + Mask;
    }

    /// <summary>The URL as it came, with the values of query parameters that are credentials replaced by <c>***</c>, and the token of a page for guests as well;
    /// of a URL in such a value, user and query.</summary>
    /// <param name="tokenQueryName">The configured name of the parameter that carries the key.</param>
    public static string Url(string rawUrl, string tokenQueryName)
    {
        int query = rawUrl.IndexOf('?');
        if (query < 0)
            return Path(rawUrl);
        var redacted = new StringBuilder(Path(rawUrl[..query]), rawUrl.Length).Append('?');
        ReadOnlySpan<char> rest = rawUrl.AsSpan(query + 1);
        while (!rest.IsEmpty)
        {
            // Nobody splits at '?' and ';' nowadays, but a client's slip must not put its key into the log.
            int end = rest.IndexOfAny('&', '?', ';');
            ReadOnlySpan<char> pair = end < 0 ? rest : rest[..end];
            int equals = pair.IndexOf('=');
            string name = equals < 0 ? "" : Uri.UnescapeDataString(pair[..equals]).Trim('+', ' ');
            if (s_urlNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                // A URL that was not escaped has a '?' of its own.
                end = rest.IndexOf('&');
                pair = end < 0 ? rest : rest[..end];
                redacted.Append(pair[..(equals + 1)]).Append(Bare(pair[(equals + 1)..]));
            }
            else if (IsSecret(name, tokenQueryName))
            {
                redacted.Append(pair[..(equals + 1)]).Append(Mask);
            }
            else
            {
                redacted.Append(pair);
            }

            if (end < 0)
                break;
            redacted.Append(rest[end]);
            rest = rest[(end + 1)..];
        }

        return redacted.ToString();
    }

    private static bool IsSecret(string name, string tokenQueryName) =>
        name.Equals(tokenQueryName, StringComparison.OrdinalIgnoreCase)
        || (!name.Equals(Keyword, StringComparison.OrdinalIgnoreCase) && s_secretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A URL without the user before its host, and without its query: as it came where it has neither.</summary>
    private static string Bare(ReadOnlySpan<char> value)
    {
        string url = Uri.UnescapeDataString(value);
        int query = url.AsSpan().IndexOfAny('?', '#');
        string place = query < 0 ? url : url[..query];
        int slashes = place.IndexOf("//", StringComparison.Ordinal);
        int host = slashes < 0 ? 0 : slashes + 2;
        int path = place.IndexOf('/', host);
        int at = place.AsSpan(host, (path < 0 ? place.Length : path) - host).LastIndexOf('@');
        if (query < 0 && at < 0)
            return value.ToString();
        string user = at < 0 ? "" : $"{Mask}@";
        return $"{Escaped(place[..host])}{user}{Escaped(place[(host + at + 1)..])}{(query < 0 ? "" : $"{url[query]}{Mask}")}";
    }

    /// <summary>A line of the log stays one, and a slash stays readable.</summary>
    private static string Escaped(string text) =>
        Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
