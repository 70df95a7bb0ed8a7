using Maple.Http.Content;

namespace Maple.Tests.Http.Content;

public sealed class HttpDateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_date = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);

    [Fact]
    public void A_date_is_written_in_gmt() =>
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.Format(s_date.AddMilliseconds(999).ToOffset(TimeSpan.FromHours(8))));

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void All_three_forms_are_read(string text)
    {
        Assert.True(HttpDate.TryParse(text, s_now, out var date));
        Assert.Equal(s_date, date);
    }

    [Theory]
    [InlineData("Friday, 01-Jan-76 00:00:00 GMT", 2076)]
    [InlineData("Friday, 01-Jan-77 00:00:00 GMT", 1977)]
    [InlineData("Friday, 01-Jan-00 00:00:00 GMT", 2000)]
    public void A_year_of_two_digits_is_at_most_fifty_years_ahead(string text, int year)
    {
        Assert.True(HttpDate.TryParse(text, s_now, out var date));
        Assert.Equal(year, date.Year);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0800")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 31 Feb 1994 08:49:37 GMT")]
    [InlineData("Someday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Thursday, 29-Feb-01 00:00:00 GMT")]
    public void Anything_else_is_no_date(string? text) => Assert.False(HttpDate.TryParse(text, s_now, out _));
}
