using System.Globalization;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;

namespace Maple.Cli.Commands;

/// <summary>When something ends, as people type it: how long from now (<c>90d</c>, <c>12h</c>), or a day.</summary>
internal static class Expiry
{
    public static string Help(string before) => $"{before}when it ends: 90d, 12h, or a day as 2027-01-31 (UTC)";

    public static string HelpChinese(string before) => $"{before}何时失效：90d、12h，或日期 2027-01-31（UTC）";

    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/></exception>
    public static DateTimeOffset Parse(string text, TimeProvider time)
    {
        // Ten thousand years from now there is no date.
        if (Units.TryParseTime(text, out var lifetime) && lifetime < TimeSpan.FromDays(365_000))
            return time.GetUtcNow() + lifetime;
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
            ? day
            : throw CommandException.Usage($"'{text}' is no time: give 90d, 12h or 2027-01-31", $"“{text}”不是有效的时间：请用 90d、12h 或 2027-01-31");
    }
}
