using System.Globalization;
using System.Text;
using Maple.Fuzz.Engine;
using Maple.Http.Content;

namespace Maple.Fuzz.Targets;

/// <summary>The parser of Range: what it serves lies inside of the file, and its own words for it are read as the same bytes.</summary>
internal sealed class RangeTarget() : Target("range")
{
    private static readonly long[] s_totals = [0, 1, 10, 4096, long.MaxValue];

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of("bytes=", "bytes ", "BYTES=", "-", ",", " ", "\t", "0", "9", "10", "4095", "4096", "9223372036854775807", "9223372036854775808", "\"", "=", "+", "-1", "0-0");

    public override int MaxLength => 256;

    public override string? Check(byte[] input)
    {
        string header = Encoding.Latin1.GetString(input);
        foreach (long total in s_totals)
        {
            if (ByteRange.Parse(header, total, out ByteRange range) != RangeKind.Partial)
                continue;
            Finding.Unless(range.First >= 0 && range.First <= range.Last && range.Last < total, $"{range} of {total}");
            string same = string.Create(CultureInfo.InvariantCulture, $"bytes={range.First}-{range.Last}");
            Finding.Unless(ByteRange.Parse(same, total, out ByteRange again) == RangeKind.Partial && again == range, $"{same} is {again}");
        }

        return null;
    }
}
