using Maple.Http.Content;

namespace Maple.Tests.Http.Content;

public sealed class PreconditionsTests
{
    private static readonly DateTimeOffset s_modified = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero).AddMilliseconds(500);
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const string Same = "Mon, 06 May 2024 07:08:09 GMT", Before = "Mon, 06 May 2024 07:08:08 GMT", After = "Mon, 06 May 2024 07:08:10 GMT";

    [Theory]
    [InlineData("\"abc\"", true)]
    [InlineData("W/\"abc\"", true)]
    [InlineData("*", true)]
    [InlineData("\"x\", \"abc\"", true)]
    [InlineData("\"x\",,  W/\"abc\" , \"y\"", true)]
    [InlineData("\"a,b\", \"abc\"", true)]
    [InlineData("\"abcd\"", false)]
    [InlineData("\"ABC\"", false)]
    [InlineData("abc", false)]
    [InlineData("\"x\" \"abc\"", false)]
    [InlineData("w/\"abc\"", false)]
    [InlineData("", false)]
    [InlineData("\"abc", false)]
    public void If_none_match_compares_whole_tags_weakly(string header, bool matches)
    {
        var conditions = new Preconditions(s_now) { IfNoneMatch = header };
        Assert.Equal(matches ? PreconditionResult.NotModified : PreconditionResult.Proceed, Evaluate(conditions));
        Assert.Equal(matches ? PreconditionResult.PreconditionFailed : PreconditionResult.Proceed, Evaluate(conditions, reads: false));
    }

    [Theory]
    [InlineData("\"abc\"", true)]
    [InlineData("*", true)]
    [InlineData("\"x\", \"abc\"", true)]
    [InlineData("W/\"abc\"", false)]
    [InlineData("\"x\"", false)]
    [InlineData("", false)]
    public void If_match_compares_strongly(string header, bool matches) =>
        Assert.Equal(matches ? PreconditionResult.Proceed : PreconditionResult.PreconditionFailed, Evaluate(new Preconditions(s_now) { IfMatch = header }));

    [Theory]
    [InlineData(Same, true)]
    [InlineData(After, true)]
    [InlineData("Monday, 06-May-24 07:08:09 GMT", true)]
    [InlineData("Mon May  6 07:08:09 2024", true)]
    [InlineData(Before, false)]
    [InlineData("yesterday", false)]
    public void If_modified_since_compares_whole_seconds(string date, bool unchanged)
    {
        var conditions = new Preconditions(s_now) { IfModifiedSince = date };
        Assert.Equal(unchanged ? PreconditionResult.NotModified : PreconditionResult.Proceed, Evaluate(conditions));
        Assert.Equal(PreconditionResult.Proceed, Evaluate(conditions, reads: false));
    }

    [Theory]
    [InlineData(Same, true)]
    [InlineData(After, true)]
    [InlineData(Before, false)]
    [InlineData("yesterday", true)]
    public void If_unmodified_since_fails_after_a_change(string date, bool unchanged) => Assert.Equal(
        unchanged ? PreconditionResult.Proceed : PreconditionResult.PreconditionFailed, Evaluate(new Preconditions(s_now) { IfUnmodifiedSince = date }));

    [Fact]
    public void Tags_come_before_dates_and_if_match_before_if_none_match()
    {
        Assert.Equal(PreconditionResult.Proceed, Evaluate(new Preconditions(s_now) { IfNoneMatch = "\"x\"", IfModifiedSince = Same }));
        Assert.Equal(PreconditionResult.Proceed, Evaluate(new Preconditions(s_now) { IfMatch = "\"abc\"", IfUnmodifiedSince = Before }));
        Assert.Equal(PreconditionResult.PreconditionFailed, Evaluate(new Preconditions(s_now) { IfMatch = "\"x\"", IfNoneMatch = "\"abc\"" }));
        Assert.Equal(PreconditionResult.NotModified, Evaluate(new Preconditions(s_now) { IfMatch = "\"abc\"", IfNoneMatch = "\"abc\"" }));
        Assert.Equal(PreconditionResult.PreconditionFailed, Evaluate(new Preconditions(s_now) { IfUnmodifiedSince = Before, IfNoneMatch = "\"abc\"" }));
        Assert.Equal(PreconditionResult.Proceed, Evaluate(new Preconditions(s_now)));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"abc\"", true)]
    [InlineData(Same, true)]
    [InlineData("W/\"abc\"", false)]
    [InlineData("\"abc\", \"x\"", false)]
    [InlineData("*", false)]
    [InlineData(After, false)]
    [InlineData("nonsense", false)]
    public void If_range_names_this_very_representation(string? header, bool applies) =>
        Assert.Equal(applies, new Preconditions(s_now) { IfRange = header }.RangeApplies(new EntityTag("abc"), s_modified));

    [Fact]
    public void A_tag_is_written_as_it_is_read()
    {
        foreach (var tag in new[] { new EntityTag("a,b"), new EntityTag("", Weak: true) })
        {
            Assert.True(EntityTag.TryParse(tag.ToString(), out var read));
            Assert.Equal(tag, read);
        }
    }

    private static PreconditionResult Evaluate(Preconditions conditions, bool reads = true) => conditions.Evaluate(reads, new EntityTag("abc"), s_modified);
}
