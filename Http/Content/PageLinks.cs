namespace Maple.Http.Content;

/// <summary>
/// The page numbers that a pager shows (<c>pageinfo.iter_pages</c>), as Flask-SQLAlchemy 3 gave them to the original service's clients:
/// the first two, from two before to four after the current one, and the last two, with null where pages are left out.
/// </summary>
internal static class PageLinks
{
    private const int Edge = 2;
    private const int Before = 2;
    private const int After = 4;

    /// <param name="page">The current page, from 1. One behind the end gives the edges alone.</param>
    /// <param name="pages">How many there are; 0 gives an empty list.</param>
    public static IReadOnlyList<int?> Around(int page, int pages)
    {
        var links = new List<int?>();
        int last = 0;
        foreach (var (from, to) in ((long, long)[])[(1, Edge), ((long)page - Before, (long)page + After), ((long)pages - Edge + 1, pages)])
        {
            int begin = (int)Math.Max(from, last + 1L);
            int end = (int)Math.Min(to, pages);
            if (begin > end)
            {
                continue;
            }
            if (begin > last + 1)
            {
                links.Add(null);
            }
            links.AddRange(Enumerable.Range(begin, end - begin + 1).Select(number => (int?)number));
            last = end;
        }
        return links;
    }
}
