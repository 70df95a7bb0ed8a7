using System.Globalization;

namespace Maple.Tests.Torture.Soak;

/// <summary>Whether a figure stays what it is: medians of the first and the last quarter after warming up, and the slope between.</summary>
/// <param name="AllowedShare">How much larger the last may be, in shares of the first.</param>
/// <param name="AllowedMore">And on top of that.</param>
internal sealed record Trend(string Name, string Unit, double First, double Last, double PerHour, double AllowedShare, double AllowedMore)
{
    /// <summary>Caches fill and the heap finds its size: in a trial after 70 s. At most half of the time.</summary>
    private static double WarmUp(double seconds) => Math.Min(seconds / 2, Math.Max(seconds / 10, 90));

    public bool IsFlat => Last <= First * (1 + AllowedShare) + AllowedMore;

    public static Trend Of(
        string name, string unit, IReadOnlyList<Sample> samples, Func<Sample, double> figure, double allowedShare, double allowedMore)
    {
        Sample[] warm = [.. samples.Where(sample => sample.Seconds > WarmUp(samples[^1].Seconds))];
        int quarter = Math.Max(1, warm.Length / 4);
        return new Trend(
            name,
            unit,
            Median(warm.Take(quarter).Select(figure)),
            Median(warm.TakeLast(quarter).Select(figure)),
            Slope([.. warm.Select(sample => sample.Seconds / 3600)], [.. warm.Select(figure)]),
            allowedShare,
            allowedMore);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name,-18}{First,9:0.0}{Last,9:0.0} {Unit,-3}{PerHour,10:+0.00;-0.00} per hour  {(IsFlat ? "flat" : "GROWS")}");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Least squares.</summary>
    private static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        double above = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum(), below = x.Sum(a => (a - meanX) * (a - meanX));
        return below == 0 ? 0 : above / below;
    }
}
