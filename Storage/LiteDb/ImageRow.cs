using System.Runtime.CompilerServices;

namespace Maple.Storage.LiteDb;

/// <summary>The sortable facts of an image. Times are Unix milliseconds, UTC; bytes those of all that is kept of it.</summary>
internal readonly record struct ImageRow(long Id, long AlbumId, long CreatedAt, long UpdatedAt, long Bytes)
{
    private const int NameBits = 10;

    /// <summary>In bytes of UTF-8: a name of 255 characters has at most 765.</summary>
    public const int MaxNameLength = (1 << NameBits) - 1;

    /// <summary>In bytes of UTF-8: what is left of 31 bits, 2 MB.</summary>
    public const int MaxDescriptionLength = (1 << (31 - NameBits)) - 1;

    /// <summary>In memory and in a snapshot.</summary>
    public static int Size => Unsafe.SizeOf<ImageRow>();

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
        image.StoredBytes);
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

/// <summary>
/// An entry of a hashed index in 8 bytes: 28 bits of hash, so that of 1,000,000 images one look-up in 270 reads a row too many, and 36 of id, enough
/// for 68,000 million.
/// </summary>
internal readonly record struct HashKey(ulong Value) : IComparable<HashKey>
{
    private const int IdBits = 36;

    public HashKey(ulong hash, long id)
        : this((hash >> IdBits << IdBits) | (ulong)id)
    {
    }

    public ulong Hash => Value >> IdBits;
    public long Id => (long)(Value & ((1UL << IdBits) - 1));
    public HashKey Next => new(Value + 1);

    public int CompareTo(HashKey other) => Value.CompareTo(other.Value);
}
