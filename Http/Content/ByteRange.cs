using System.Globalization;
using Maple.Http.Parsing;

namespace Maple.Http.Content;

internal enum RangeKind
{
    /// <summary>No range was asked for, or none that is served: 200 and all bytes.</summary>
    Whole,

    /// <summary>206 and the bytes of one range.</summary>
    Partial,

    /// <summary>416 and <see cref="ByteRange.UnsatisfiedContentRange"/>.</summary>
    Unsatisfiable,
}

/// <summary>One range of bytes (RFC 9110 14.1.2), both ends included.</summary>
internal readonly record struct ByteRange(long First, long Last)
{
    public long Length => Last - First + 1;

    public string ContentRange(long total) => string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{Last}/{total}");

    public static string UnsatisfiedContentRange(long total) => string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");

    /// <summary>
    /// One range of bytes is served, clamped to the representation. Several ranges, other units and what can't be read get the whole of
    /// it, as RFC 9110 14.2 allows: players and download managers ask for one, and many small ones are an attack (RFC 9110 17.15).
    /// </summary>
    /// <param name="header">The Range header.</param>
    /// <param name="total">Bytes of the representation.</param>
    /// <param name="range">Set for <see cref="RangeKind.Partial"/> alone.</param>
    public static RangeKind Parse(string? header, long total, out ByteRange range)
    {
        range = default;
        int equals = header?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        if (equals < 0 || !header.AsSpan(0, equals).Trim(" \t").Equals("bytes", StringComparison.OrdinalIgnoreCase))
        {
            return RangeKind.Whole;
        }
        string? spec = null;
        foreach (string element in QuotedString.SplitList(header![(equals + 1)..]))
        {
            if (spec is not null)
            {
                return RangeKind.Whole;
            }
            spec = element;
        }
        int dash = spec?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash < 0 ? RangeKind.Whole : Parse(spec.AsSpan(0, dash), spec.AsSpan(dash + 1), total, out range);
    }

    private static RangeKind Parse(ReadOnlySpan<char> first, ReadOnlySpan<char> last, long total, out ByteRange range)
    {
        range = default;
        bool hasLast = TryNumber(last, out long end);
        if (first.IsEmpty)
        {
            if (!hasLast || (total == 0 && end > 0))
            {
                return RangeKind.Whole;
            }
            range = new ByteRange(total - Math.Min(end, total), total - 1);
            return end == 0 ? RangeKind.Unsatisfiable : RangeKind.Partial;
        }
        if (!TryNumber(first, out long begin) || (!hasLast && !last.IsEmpty) || (hasLast && end < begin))
        {
            return RangeKind.Whole;
        }
        if (begin >= total)
        {
            return RangeKind.Unsatisfiable;
        }
        range = new ByteRange(begin, hasLast ? Math.Min(end, total - 1) : total - 1);
        return RangeKind.Partial;
    }

    /// <summary>Digits alone. A number that no file reaches is the largest one.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        number = long.MaxValue;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9')
            && (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) || (number = long.MaxValue) > 0);
    }
}
