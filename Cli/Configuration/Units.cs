using System.Globalization;

namespace Maple.Cli.Configuration;

/// <summary>Sizes and times as people write them: <c>128MB</c>, <c>3d</c>, <c>1d12h</c>.</summary>
internal static class Units
{
    private static readonly (string Name, long Size)[] s_sizes =
        [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10)];

    private static readonly (char Name, long Seconds)[] s_times = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    /// <summary>Bytes; K, M, G and T stand for powers of 1024, with or without 'B' or 'iB', in any case.</summary>
    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var unit = digits < 0 ? "" : text[digits..].Trim().ToUpperInvariant();
        if (!long.TryParse(digits < 0 ? text : text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        var factor = unit is "" or "B" ? 1 : Array.Find(s_sizes, s => unit == s.Name || unit == s.Name[..1] || unit == $"{s.Name[0]}IB").Size;
        if (factor == 0 || count > long.MaxValue / factor)
            return false;
        bytes = count * factor;
        return true;
    }

    /// <summary>With the largest unit that leaves no remainder; a bare number where there is none.</summary>
    public static object ShowSize(long bytes)
    {
        foreach (var (name, size) in s_sizes)
            if (bytes != 0 && bytes % size == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{name}");
        return bytes;
    }

    /// <summary>Days, hours, minutes and seconds, largest first, each at most once.</summary>
    public static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        var total = 0L;
        var rest = text.AsSpan();
        var next = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
                return false;
            var name = rest[digits];
            var unit = Array.FindIndex(s_times, next, t => t.Name == name);
            if (unit < 0)
                return false;
            total += long.Parse(rest[..digits], CultureInfo.InvariantCulture) * s_times[unit].Seconds;
            next = unit + 1;
            rest = rest[(digits + 1)..];
        }
        if (next == 0 || total > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
            return false;
        time = TimeSpan.FromSeconds(total);
        return true;
    }

    public static string ShowTime(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        var shown = "";
        foreach (var (name, unit) in s_times)
        {
            if (seconds >= unit)
                shown += string.Create(CultureInfo.InvariantCulture, $"{seconds / unit}{name}");
            seconds %= unit;
        }
        return shown.Length == 0 ? "0s" : shown;
    }
}
