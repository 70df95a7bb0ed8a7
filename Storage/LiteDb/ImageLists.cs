namespace Maple.Storage.LiteDb;

/// <summary>
/// Finds the ids of a page. Whole lists, by user or album, in the order of ids or times, within a span of times, are kept in order and cut
/// out by rank; whatever filters by text or sorts otherwise goes over all of the user's rows.
/// </summary>
internal static class ImageLists
{
    public static Page<long> Page(UserEntry user, ListQuery query)
    {
        AlbumEntry? album = null;
        if (query.AlbumId is { } id && !user.Albums.TryGetValue(id, out album))
            return new Page<long>([], 0);
        bool filtered = query.Name is not null || query.Description is not null || query.Text is not null;
        bool spanned = query.From is not null || query.Until is not null;
        SortKey first = query.Sort is [var key, ..] ? key : default;
        if (!filtered && first.Field == SortField.CreatedAt && query.Sort.Count == 1)
            return ByTime(album?.ImagesByTime ?? user.ImagesByTime, query, first.Descending);
        if (!filtered && !spanned && first.Field == SortField.Id)
        {
            return album is not null
                ? Cut(album.ImagesById.Slice, 0, album.ImagesById.Count, query, first.Descending)
                : Cut(user.Images.Slice, 0, user.Images.Count, query, first.Descending);
        }

        return ImageScan.Page(user.Images, query);
    }

    private static Page<long> ByTime(OrderedList<TimeKey> list, ListQuery query, bool descending)
    {
        int start = query.From is { } from ? list.Rank(new TimeKey(Ceiling(from), 0)) : 0;
        int end = query.Until is { } until ? list.Rank(new TimeKey(Ceiling(until), 0)) : list.Count;
        return Cut((rank, count) => list.Slice(rank, count).Select(key => key.Id), start, Math.Max(start, end), query, descending);
    }

    /// <summary>The page of the ranks from start to end, counted from the end where it descends.</summary>
    private static Page<long> Cut(Func<int, int, IEnumerable<long>> slice, int start, int end, ListQuery query, bool descending)
    {
        int total = end - start;
        long skip = (query.Page - 1L) * query.Number;
        int count = (int)Math.Clamp(total - skip, 0, query.Number);
        if (count == 0)
            return new Page<long>([], total);
        List<long> ids = [.. slice(descending ? (int)(end - skip - count) : (int)(start + skip), count)];
        if (descending)
            ids.Reverse();
        return new Page<long>(ids, total);
    }

    /// <summary>Rows keep whole milliseconds: one at or after a time is at or after the next whole one.</summary>
    internal static long Ceiling(DateTimeOffset time)
    {
        long floor = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(floor) < time ? floor + 1 : floor;
    }
}
