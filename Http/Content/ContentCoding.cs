using Maple.Http.Parsing;

namespace Maple.Http.Content;

/// <summary>Which coding of a body a client takes (RFC 9110 12.5.3).</summary>
internal static class ContentCoding
{
    public const string Identity = "identity";

    /// <param name="header">Accept-Encoding; none asks for the plain bytes.</param>
    /// <param name="offers">Codings in lower case, the server's favourite first, without identity, which is always to be had.</param>
    /// <returns>The heaviest offer, the first of equals. Who takes none of them gets the plain bytes, which is kinder than 406.</returns>
    public static string Prefer(string? header, params ReadOnlySpan<string> offers)
    {
        var wanted = QualityList.Parse(header).Take(MaxCodings).ToList();
        // Not named, plain bytes are acceptable, but what is named is meant.
        (string preferred, double best) = (Identity, Quality(wanted, Identity) ?? 0);
        foreach (string offer in offers)
        {
            double quality = Quality(wanted, offer) ?? 0;
            if (quality > best || (quality == best && quality > 0 && preferred == Identity))
                (preferred, best) = (offer, quality);
        }

        return preferred;
    }

    /// <summary>Browsers send four.</summary>
    private const int MaxCodings = 32;

    private static double? Quality(List<(string Value, double Quality)> wanted, string coding)
    {
        double? any = null;
        foreach ((string name, double quality) in wanted)
        {
            if (name.Equals(coding, StringComparison.OrdinalIgnoreCase))
                return quality;
            if (name == "*")
                any = quality;
        }

        return any;
    }
}
