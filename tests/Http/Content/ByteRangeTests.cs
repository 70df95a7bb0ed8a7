using Maple.Http.Content;

namespace Maple.Tests.Http.Content;

public sealed class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=0-", 0, 9)]
    [InlineData("bytes=3-5", 3, 5)]
    [InlineData("bytes=9-9", 9, 9)]
    [InlineData("bytes=9-99", 9, 9)]
    [InlineData("bytes=5-99999999999999999999999999", 5, 9)]
    [InlineData("bytes=-1", 9, 9)]
    [InlineData("bytes=-10", 0, 9)]
    [InlineData("bytes=-99999999999999999999999999", 0, 9)]
    [InlineData("BYTES = 3-5", 3, 5)]
    [InlineData("bytes=, 3-5 ,", 3, 5)]
    public void One_range_is_clamped_to_the_bytes_there_are(string header, long first, long last)
    {
        Assert.Equal(RangeKind.Partial, ByteRange.Parse(header, 10, out var range));
        Assert.Equal(new ByteRange(first, last), range);
        Assert.Equal($"bytes {first}-{last}/10", range.ContentRange(10));
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=99999999999999999999999999-")]
    [InlineData("bytes=99999999999999999999999999-99999999999999999999999999")]
    [InlineData("bytes=-0")]
    public void A_range_behind_the_end_cannot_be_satisfied(string header)
    {
        Assert.Equal(RangeKind.Unsatisfiable, ByteRange.Parse(header, 10, out _));
        Assert.Equal("bytes */10", ByteRange.UnsatisfiedContentRange(10));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5")]
    [InlineData("bytes=5-3")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=--5")]
    [InlineData("bytes=0-1x")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1 - 2")]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=0-1,nonsense")]
    [InlineData("items=0-1")]
    public void Several_ranges_other_units_and_nonsense_get_the_whole(string? header) => Assert.Equal(RangeKind.Whole, ByteRange.Parse(header, 10, out _));

    [Theory]
    [InlineData("bytes=0-", "Unsatisfiable")]
    [InlineData("bytes=0-0", "Unsatisfiable")]
    [InlineData("bytes=-0", "Unsatisfiable")]
    [InlineData("bytes=-5", "Whole")]
    public void An_empty_file_has_no_range(string header, string kind) => Assert.Equal(kind, ByteRange.Parse(header, 0, out _).ToString());
}
