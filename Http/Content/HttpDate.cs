using System.Globalization;

namespace Maple.Http.Content;

/// <summary>Dates in headers (RFC 9110 5.6.7), in whole seconds of UTC.</summary>
internal static class HttpDate
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>As IMF-fixdate: <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public static string Format(DateTimeOffset date) => date.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Any of the three forms that a recipient must accept. False for anything else, which a server then ignores.</summary>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset date)
    {
        if (TryExact(text, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", out date)
            || TryExact(text, "ddd MMM dd HH:mm:ss yyyy", out date)
            || TryExact(text, "ddd MMM  d HH:mm:ss yyyy", out date))
        {
            return true;
        }
        // RFC 850: "Sunday, 06-Nov-94 08:49:37 GMT". The day's name can't be checked before the century is known, so it isn't.
        int comma = text?.IndexOf(", ", StringComparison.Ordinal) ?? -1;
        if (comma < 0 || !s_days.Contains(text![..comma]) || !TryExact(text[(comma + 2)..], "dd-MMM-yy HH:mm:ss 'GMT'", out date))
        {
            date = default;
            return false;
        }
        int century = now.Year / 100 * 100;
        int year = century + (date.Year % 100);
        // A year that appears to be more than 50 years in the future is the most recent past one with those digits.
        year = year > now.Year + 50 ? year - 100 : year;
        return TryExact($"{year:0000}{date:MMddHHmmss}", "yyyyMMddHHmmss", out date);
    }

    public static DateTimeOffset WholeSeconds(DateTimeOffset date) => date.AddTicks(-(date.Ticks % TimeSpan.TicksPerSecond));

    private static readonly HashSet<string> s_days = [.. CultureInfo.InvariantCulture.DateTimeFormat.DayNames];

    private static bool TryExact(string? text, string format, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out date);
}
