namespace Maple.Storage.LiteDb;

/// <summary>Lists that no kept order serves: one pass over all rows of a user, or of all users, and a sort of those that match.</summary>
internal static class ImageScan
{
    public static Page<long> Page(ImageTable images, ListQuery query)
    {
        List<Match> found = Filter(images, query);
        long skip = (query.Page - 1L) * query.Number;
        if (skip >= found.Count)
            return new Page<long>([], found.Count);
        // Rows come by id, which is most often the order of time as well: then there is nothing to sort.
        bool descending = query.Sort is [{ Descending: true }, ..];
        if (descending)
            found.Reverse();
        SortKey[] keys = [.. query.Sort];
        Comparison<Match> order = (left, right) => Compare(left, right, keys, descending);
        if (!IsSorted(found, order))
            found.Sort(order);
        return new Page<long>([.. found.Skip((int)skip).Take(query.Number).Select(match => match.Row.Id)], found.Count);
    }

    /// <summary>
    /// The rows of several users come in no order, and a million of them would have to be sorted for one page. So as many are kept as the page reaches to, the worst of
    /// them in reach, and a row that is worse costs one comparison: nearly every row, since what comes first by id mostly does by the order asked for.
    /// </summary>
    public static Page<long> Page(IEnumerable<ImageTable> tables, ListQuery query)
    {
        long reach = (long)query.Page * query.Number, total = 0;
        SortKey[] keys = [.. query.Sort];
        bool descending = keys is [{ Descending: true }, ..];
        PriorityQueue<Match, Match> kept = new(Comparer<Match>.Create((left, right) => Compare(right, left, keys, descending)));
        foreach (ImageTable table in tables)
        {
            Each(table, query, backwards: descending, match =>
            {
                total++;
                if (kept.Count < reach)
                    kept.Enqueue(match, match);
                else
                    kept.EnqueueDequeue(match, match);
            });
        }

        long count = Math.Max(0, kept.Count - (reach - query.Number));
        long[] ids = new long[count];
        while (count > 0)
            ids[--count] = kept.Dequeue().Row.Id;
        return new Page<long>(ids, total);
    }

    private static List<Match> Filter(ImageTable images, ListQuery query)
    {
        List<Match> found = [];
        Each(images, query, backwards: false, found.Add);
        return found;
    }

    private static void Each(ImageTable images, ListQuery query, bool backwards, Action<Match> take)
    {
        TextFilter name = new(query.Name), description = new(query.Description), text = new(query.Text);
        long from = query.From is { } start ? ImageLists.Ceiling(start) : long.MinValue;
        long until = query.Until is { } end ? ImageLists.Ceiling(end) : long.MaxValue;
        IReadOnlyList<ImageChunk> chunks = images.Chunks;
        for (int number = 0; number < chunks.Count; number++)
        {
            ImageChunk chunk = chunks[backwards ? chunks.Count - 1 - number : number];
            ReadOnlySpan<ImageRow> rows = chunk.Rows;
            for (int at = 0; at < rows.Length; at++)
            {
                int i = backwards ? rows.Length - 1 - at : at;
                ref readonly ImageRow row = ref rows[i];
                if ((query.AlbumId is null || row.AlbumId == query.AlbumId)
                    && row.CreatedAt >= from && row.CreatedAt < until
                    && name.Matches(chunk.NameOf(row)) && description.Matches(chunk.DescriptionOf(row))
                    && (text.Matches(chunk.NameOf(row)) || text.Matches(chunk.DescriptionOf(row))))
                    take(new Match(chunk, i));
            }
        }
    }

    private static bool IsSorted(List<Match> found, Comparison<Match> order)
    {
        for (int i = 1; i < found.Count; i++)
        {
            if (order(found[i - 1], found[i]) > 0)
                return false;
        }

        return true;
    }

    private static int Compare(in Match left, in Match right, SortKey[] keys, bool descending)
    {
        ref readonly ImageRow a = ref left.Row, b = ref right.Row;
        foreach (SortKey key in keys)
        {
            int order = key.Field switch
            {
                // UTF-8 sorts by code point.
                SortField.Name => left.Chunk.NameOf(a).SequenceCompareTo(right.Chunk.NameOf(b)),
                SortField.Description => left.Chunk.DescriptionOf(a).SequenceCompareTo(right.Chunk.DescriptionOf(b)),
                SortField.CreatedAt => a.CreatedAt.CompareTo(b.CreatedAt),
                SortField.UpdatedAt => a.UpdatedAt.CompareTo(b.UpdatedAt),
                SortField.Bytes => a.Bytes.CompareTo(b.Bytes),
                _ => a.Id.CompareTo(b.Id),
            };
            if (order != 0)
                return key.Descending ? -order : order;
        }

        return descending ? b.Id.CompareTo(a.Id) : a.Id.CompareTo(b.Id);
    }

    private readonly record struct Match(ImageChunk Chunk, int Index)
    {
        public ref readonly ImageRow Row => ref Chunk.Rows[Index];
    }
}
