namespace Maple.Storage.LiteDb;

/// <summary>The sortable facts of an image. Times are Unix milliseconds, UTC.</summary>
internal readonly record struct ImageRow(long Id, long AlbumId, long CreatedAt, long UpdatedAt, long Bytes)
{
    /// <summary>Where the name begins in its chunk's text; the description follows it.</summary>
    public int TextStart { get; init; }

    private int Lengths { get; init; }

    /// <summary>In UTF-8; a name of 255 characters has at most 765 bytes, so ten bits are enough.</summary>
    public int NameLength => Lengths & 0x3FF;

    /// <summary>In UTF-8, up to 2 MB.</summary>
    public int DescriptionLength => Lengths >>> 10;

    public TimeKey TimeKey => new(CreatedAt, Id);

    public ImageRow WithText(int start, int nameLength, int descriptionLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nameLength, 0x3FF);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptionLength, 0x1FFFFF);
        return this with { TextStart = start, Lengths = (descriptionLength << 10) | nameLength };
    }

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
