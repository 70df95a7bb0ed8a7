namespace Maple.Storage;

/// <summary>A named set of one user's images. Names are unique within a user, compared without regard to case.</summary>
internal sealed record Album
{
    public const string DefaultName = "default";

    public required long Id { get; init; }
    public required long UserId { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required bool IsDefault { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its pictures are for their owner and administrators, and for who has a signed link.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The image that was chosen as its cover. One that is deleted or leaves the album is its cover no more.</summary>
    public long? CoverId { get; init; }

    /// <summary>How many images it holds, as of the read.</summary>
    public required long ImageCount { get; init; }

    /// <summary>The image that stands for it: the cover, else the newest; null when it is empty. As of the read.</summary>
    public long? ShownId { get; init; }
}

/// <summary>A change of an album; null leaves a field as it is.</summary>
internal sealed record AlbumChange(string? Name, string? Description)
{
    public CoverChoice? Cover { get; init; }
    public bool? IsPrivate { get; init; }
}

/// <param name="ImageId">Null: none is chosen any more.</param>
internal readonly record struct CoverChoice(long? ImageId);
