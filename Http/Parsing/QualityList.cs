using System.Globalization;

namespace Maple.Http.Parsing;

/// <summary>The elements of Accept and its like with their weights (RFC 9110 12.4.2).</summary>
internal static class QualityList
{
    /// <summary>Elements in their order; a weight that can't be read counts as 1, as does none.</summary>
    public static IEnumerable<(string Value, double Quality)> Parse(string? header)
    {
        foreach (string element in QuotedString.SplitList(header ?? ""))
        {
            var fields = HeaderParameters.Parse(element);
            bool given = double.TryParse(fields.Find("q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight);
            yield return (fields.Value, given ? Math.Min(weight, 1) : 1);
        }
    }
}
