namespace Maple.Storage;

/// <summary>A field that lists can be ordered by.</summary>
internal enum SortField
{
    Id,
    Name,
    Description,
    CreatedAt,
    UpdatedAt,
    Bytes,
}

internal readonly record struct SortKey(SortField Field, bool Descending);

/// <summary>
/// Which albums or images to list. Page numbers begin at 1; <see cref="Number"/> is the page's size.
/// Ties are broken by id, ascending, or descending when the first sort key descends. No sort keys means by id, ascending.
/// </summary>
internal sealed record ListQuery
{
    /// <summary>Whose; null: everybody's. Lists of one user's images cost the same however many there are; those of everybody's are one pass over
    /// all, but for an album's and for whole lists in the order of ids.</summary>
    public required long? UserId { get; init; }
    public int Page { get; init; } = 1;
    public int Number { get; init; } = 10;

    /// <summary>Contained in the name, case-insensitive (ordinal).</summary>
    public string? Name { get; init; }

    /// <summary>Contained in the description, case-insensitive (ordinal).</summary>
    public string? Description { get; init; }

    /// <summary>Contained in the name or in the description, case-insensitive (ordinal).</summary>
    public string? Text { get; init; }

    /// <summary>Images only.</summary>
    public long? AlbumId { get; init; }

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before.</summary>
    public DateTimeOffset? Until { get; init; }

    public IReadOnlyList<SortKey> Sort { get; init; } = [];
}

/// <summary>One page and the number of all that match.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, long Total);
