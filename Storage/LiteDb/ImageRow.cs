namespace Maple.Storage.LiteDb;

/// <summary>The sortable facts of an image. Times are Unix milliseconds, UTC.</summary>
internal readonly record struct ImageRow(long Id, long AlbumId, long CreatedAt, long UpdatedAt, long Bytes)
{
    private const int NameBits = 10;

    /// <summary>In bytes of UTF-8: a name of 255 characters has at most 765.</summary>
    public const int MaxNameLength = (1 << NameBits) - 1;

    /// <summary>In bytes of UTF-8: what is left of 31 bits, 2 MB.</summary>
    public const int MaxDescriptionLength = (1 << (31 - NameBits)) - 1;

    /// <summary>Where the name begins in its chunk's text; the description follows it.</summary>
    public int TextStart { get; init; }

    private int Lengths { get; init; }

    public int NameLength => Lengths & MaxNameLength;
    public int DescriptionLength => Lengths >>> NameBits;

    public TimeKey TimeKey => new(CreatedAt, Id);

    public ImageRow WithText(int start, int nameLength, int descriptionLength) =>
        this with { TextStart = start, Lengths = (descriptionLength << NameBits) | nameLength };

    public static ImageRow Of(Image image) => new(
        image.Id,
        image.AlbumId,
        image.CreatedAt.ToUnixTimeMilliseconds(),
        image.UpdatedAt.ToUnixTimeMilliseconds(),
        image.Bytes);
}

/// <summary>The order of lists by time: Unix milliseconds, then id.</summary>
internal readonly record struct TimeKey(long Time, long Id) : IComparable<TimeKey>
{
    public int CompareTo(TimeKey other)
    {
        int order = Time.CompareTo(other.Time);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }
}

/// <summary>An entry of a hashed index: the ids that go by one 64-bit hash.</summary>
internal readonly record struct HashKey(ulong Hash, long Id) : IComparable<HashKey>
{
    public int CompareTo(HashKey other)
    {
        int order = Hash.CompareTo(other.Hash);
        return order != 0 ? order : Id.CompareTo(other.Id);
    }
}
