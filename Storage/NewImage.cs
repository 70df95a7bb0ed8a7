namespace Maple.Storage;

/// <summary>What an upload found out about a picture; the fields are those of <see cref="Image"/>.</summary>
internal sealed record NewImage
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required string OriginalFilename { get; init; }
    public required string Extension { get; init; }
    public required string RenditionExtension { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required long Bytes { get; init; }
    public required string Sha256 { get; init; }

    /// <summary>Null for a new one. One that is given must be free.</summary>
    public string? Stem { get; init; }

    /// <summary>For <see cref="UniqueWithin"/>: compared with no image. Albums' ids begin at 1.</summary>
    public const long NoAlbum = 0;

    /// <summary>The album whose images alone it is compared with; null: with all of the user's.</summary>
    public long? UniqueWithin { get; init; }
}

/// <param name="Kind"><see cref="BlobKey.Thumb"/> or <see cref="BlobKey.Show"/>.</param>
internal readonly record struct StagedRendition(string Kind, StagedBlob Bytes);

/// <summary>What becomes of the images of an album that is removed.</summary>
internal enum AlbumImages
{
    /// <summary>An album that holds some is not removed.</summary>
    Refuse,

    /// <summary>They go to the default album.</summary>
    Move,

    Delete,
}
