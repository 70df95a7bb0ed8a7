using Maple.Http.Content;

namespace Maple.Tests.Http.Content;

public sealed class PageLinksTests
{
    [Theory]
    [InlineData(1, 0, "")]
    [InlineData(1, 1, "1")]
    [InlineData(1, 3, "1 2 3")]
    [InlineData(1, 7, "1 2 3 4 5 6 7")]
    [InlineData(1, 8, "1 2 3 4 5 _ 7 8")]
    [InlineData(7, 20, "1 2 _ 5 6 7 8 9 10 11 _ 19 20")]
    [InlineData(5, 20, "1 2 3 4 5 6 7 8 9 _ 19 20")]
    [InlineData(6, 12, "1 2 _ 4 5 6 7 8 9 10 11 12")]
    [InlineData(20, 20, "1 2 _ 18 19 20")]
    [InlineData(99, 20, "1 2 _ 19 20")]
    [InlineData(int.MaxValue, int.MaxValue, "1 2 _ 2147483645 2147483646 2147483647")]
    public void A_pager_shows_the_edges_and_the_neighbours(int page, int pages, string links) =>
        Assert.Equal(links, string.Join(' ', PageLinks.Around(page, pages).Select(link => link?.ToString() ?? "_")));

    [Fact]
    public void Every_pager_is_what_walking_all_pages_gives()
    {
        for (int pages = 0; pages <= 30; pages++)
        {
            for (int page = 1; page <= pages; page++)
            {
                var expected = new List<int?>();
                for (int number = 1; number <= pages; number++)
                {
                    bool shown = number <= 2 || number > pages - 2 || (number >= page - 2 && number <= page + 4);
                    if (shown || expected[^1] is not null)
                    {
                        expected.Add(shown ? number : null);
                    }
                }
                Assert.Equal(expected, PageLinks.Around(page, pages));
            }
        }
    }
}
