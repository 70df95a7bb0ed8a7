using Maple.Tests.EndToEnd;
using Microsoft.Playwright;

namespace Maple.Tests.Browser;

/// <summary>Days are those of the clocks where the browser is: in Shanghai they begin at 16:00 UTC.</summary>
public sealed class DayTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    protected override BrowserNewContextOptions Options => new() { TimezoneId = "Asia/Shanghai" };

    [Fact]
    public async Task The_gallery_asks_for_the_days_of_the_place_where_it_is()
    {
        DateTimeOffset made = (await StoreAsync("today.png"))[0].GetProperty("created_at").GetDateTimeOffset();
        string today = $"{made.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}";
        var asked = new List<Uri>();
        Page.Request += (_, request) => asked.Add(new Uri(request.Url));

        await SignInAsync($"#/?from={today}&to={today}");

        await ExpectTilesAsync("today.png");
        string query = Uri.UnescapeDataString(Assert.Single(asked, url => url.AbsolutePath == "/api/images").Query);
        Assert.Contains($"start_date={DateOnly.ParseExact(today, "yyyy-MM-dd").AddDays(-1):yyyy-MM-dd}T16:00:00.000Z", query, StringComparison.Ordinal);
        Assert.Contains($"end_date={today}T15:59:59.999Z", query, StringComparison.Ordinal);
    }
}
