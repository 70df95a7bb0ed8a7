namespace Maple.Http.Parsing;

/// <summary>The Cookie header (RFC 6265 5.4).</summary>
internal static class Cookies
{
    /// <summary>The first cookie of exactly that name, without quotes around its value; null when there is none.</summary>
    public static string? Find(string? header, string name)
    {
        foreach (var range in header.AsSpan().Split(';'))
        {
            var pair = header.AsSpan(range).Trim(" \t");
            int equals = pair.IndexOf('=');
            if (equals >= 0 && pair[..equals].TrimEnd(" \t").SequenceEqual(name))
            {
                var value = pair[(equals + 1)..].TrimStart(" \t");
                return (value is ['"', .. var inner, '"'] ? inner : value).ToString();
            }
        }
        return null;
    }
}
