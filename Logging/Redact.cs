using System.Text;

namespace Maple.Logging;

/// <summary>Takes secrets out of what is logged.</summary>
internal static class Redact
{
    private const string Mask = "***";

    // Where clients put a key or a password beside the configured name: PicGo, Chevereto, Lsky and login forms sent by GET.
    private static readonly string[] s_secretNames = ["key", "api_key", "token", "password", "sig"];

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

    /// <summary>The URL as it came, with the values of query parameters that are credentials replaced by <c>***</c>, and the token of a page for guests as well.</summary>
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
            if (equals >= 0 && IsSecret(pair[..equals], tokenQueryName))
                redacted.Append(pair[..(equals + 1)]).Append(Mask);
            else
                redacted.Append(pair);
            if (end < 0)
                break;
            redacted.Append(rest[end]);
            rest = rest[(end + 1)..];
        }

        return redacted.ToString();
    }

    private static bool IsSecret(ReadOnlySpan<char> name, string tokenQueryName)
    {
        string decoded = Uri.UnescapeDataString(name).Trim('+', ' ');
        return decoded.Equals(tokenQueryName, StringComparison.OrdinalIgnoreCase)
            || s_secretNames.Contains(decoded, StringComparer.OrdinalIgnoreCase);
    }
}
