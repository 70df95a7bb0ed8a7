namespace Maple.Storage.LiteDb;

/// <summary>
/// Finds the ids of a page of everybody's images. Whole lists in the order of ids are cut out of the users' tables, wherever the page is; an album is
/// one user's; whatever else filters or sorts is one pass over all rows.
/// </summary>
internal static class AllImages
{
    public static Page<long> Page(IReadOnlyCollection<UserEntry> users, ListQuery query)
    {
        if (query.AlbumId is { } album)
        {
            return users.FirstOrDefault(user => user.Albums.ContainsKey(album)) is { } owner
                ? ImageLists.Page(owner, query)
                : new Page<long>([], 0);
        }

        SortKey first = query.Sort is [var key, ..] ? key : default;
        bool isWhole = query is { Name: null, Description: null, Text: null, From: null, Until: null };
        return isWhole && first.Field == SortField.Id
            ? ById([.. users.Select(user => user.Images).Where(table => table.Count > 0)], query, first.Descending)
            : ImageScan.Page(users.Select(user => user.Images), query);
    }

    private static Page<long> ById(ImageTable[] tables, ListQuery query, bool descending)
    {
        long total = tables.Sum(table => (long)table.Count), skip = (query.Page - 1L) * query.Number;
        long count = Math.Clamp(total - skip, 0, query.Number);
        if (count == 0)
            return new Page<long>([], total);
        long start = descending ? total - skip - count : skip;
        long first = IdAt(tables, start), last = IdAt(tables, start + count - 1);
        List<long> ids = [.. tables.SelectMany(table => table.Between(first, last))];
        ids.Sort();
        if (descending)
            ids.Reverse();
        return new Page<long>(ids, total);
    }

    /// <summary>The id that has so many below it: the highest that has no more. It is found by halving, 20 looks at each table for a million images.</summary>
    private static long IdAt(ImageTable[] tables, long rank)
    {
        long low = 0, high = tables.Max(table => table.Chunks[^1].LastId);
        while (low < high)
        {
            long middle = low + (high - low + 1) / 2;
            if (tables.Sum(table => (long)table.Rank(middle)) <= rank)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
