namespace Maple.Http.Parsing;

/// <summary>Which of several media types a client wants (RFC 9110 12.5.1).</summary>
internal static class Accept
{
    /// <param name="header">The field; none accepts everything.</param>
    /// <param name="offers">Media types in lower case, without parameters, the server's favourite first.</param>
    /// <returns>
    /// The heaviest offer, the first of equals; the favourite when the client accepts none of them, which is kinder than 406.
    /// </returns>
    public static string Prefer(string? header, params ReadOnlySpan<string> offers)
    {
        var ranges = QualityList.Parse(header).Take(MaxRanges).ToList();
        string preferred = offers[0];
        double best = 0;
        foreach (string offer in offers)
        {
            double quality = Quality(ranges, offer);
            if (quality > best)
            {
                (preferred, best) = (offer, quality);
            }
        }
        return preferred;
    }

    /// <summary>Browsers send about eight.</summary>
    private const int MaxRanges = 64;

    /// <summary>That of the most specific range that fits: <c>image/webp</c> before <c>image/*</c> before <c>*/*</c>.</summary>
    private static double Quality(List<(string Value, double Quality)> ranges, string offer)
    {
        double quality = 0;
        int best = 0;
        foreach (var (range, weight) in ranges)
        {
            int specific = range.Equals(offer, StringComparison.OrdinalIgnoreCase) ? 3
                : range.EndsWith("/*", StringComparison.Ordinal) && offer.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase) ? 2
                : range is "*/*" or "*" ? 1 : 0;
            if (specific > best)
            {
                (quality, best) = (weight, specific);
            }
        }
        return quality;
    }
}
