namespace Maple.Storage.LiteDb;

/// <summary>Lists of albums: there are few, so they are filtered and sorted anew each time.</summary>
internal static class AlbumLists
{
    public static Page<Album> Page(IEnumerable<AlbumEntry> albums, ListQuery query)
    {
        List<Album> found = [.. albums.Select(entry => entry.Album).Where(album => Matches(album, query))];
        found.Sort((left, right) => Compare(left, right, query.Sort));
        long skip = (query.Page - 1L) * query.Number;
        return new Page<Album>(skip >= found.Count ? [] : found[(int)skip..(int)Math.Min(found.Count, skip + query.Number)], found.Count);
    }

    private static bool Matches(Album album, ListQuery query) =>
        (query.Name is not { } name || album.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
        && (query.Description is not { } description || album.Description.Contains(description, StringComparison.OrdinalIgnoreCase))
        && (query.Text is not { } text
            || album.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || album.Description.Contains(text, StringComparison.OrdinalIgnoreCase))
        && (query.From is not { } from || album.CreatedAt >= from)
        && (query.Until is not { } until || album.CreatedAt < until);

    private static int Compare(Album left, Album right, IReadOnlyList<SortKey> keys)
    {
        foreach (SortKey key in keys)
        {
            int order = key.Field switch
            {
                SortField.Name => string.CompareOrdinal(left.Name, right.Name),
                SortField.Description => string.CompareOrdinal(left.Description, right.Description),
                SortField.CreatedAt => left.CreatedAt.CompareTo(right.CreatedAt),
                SortField.UpdatedAt => left.UpdatedAt.CompareTo(right.UpdatedAt),
                // Albums have no size of their own.
                SortField.Bytes => 0,
                _ => left.Id.CompareTo(right.Id),
            };
            if (order != 0)
                return key.Descending ? -order : order;
        }

        int byId = left.Id.CompareTo(right.Id);
        return keys is [{ Descending: true }, ..] ? -byId : byId;
    }
}
