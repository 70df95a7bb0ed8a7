namespace Maple.Storage;

/// <summary>The facts kept about one stored picture; its bytes are blobs, see <see cref="BlobKey"/>.</summary>
internal sealed record Image
{
    public required long Id { get; init; }
    public required long UserId { get; init; }
    public required long AlbumId { get; init; }

    /// <summary>What its owner calls it; at first the name of the file that was sent. Any text of 1 to 255 characters.</summary>
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The name of the file that was sent, without folders; for show only.</summary>
    public required string OriginalFilename { get; init; }

    /// <summary>
    /// Where its blobs lie within the user's folders: <c>YYYY/MM/NAME</c>, without extension. Unique in the whole store and hard to guess.
    /// </summary>
    public required string Stem { get; init; }

    /// <summary>The user's name at the time of the upload: the first folder of its blobs.</summary>
    public required string Folder { get; init; }

    /// <summary>Extension of the original (<c>png</c>, <c>jpg</c>, ...), from the format found in its bytes.</summary>
    public required string Extension { get; init; }

    /// <summary>Extension of the thumbnail and of the show picture.</summary>
    public required string RenditionExtension { get; init; }

    /// <summary>Width in pixels as shown, EXIF orientation applied.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels as shown, EXIF orientation applied.</summary>
    public required int Height { get; init; }

    /// <summary>Size of the original in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the original, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How often its bytes were replaced; docs/decisions/0016-replacing.md.</summary>
    public int Version { get; init; }

    /// <summary>The versions before it that are kept, as <see cref="KeptVersion"/> writes them; null for nearly all images.</summary>
    public string? Kept { get; init; }

    /// <summary>The newest first.</summary>
    public KeptVersion[] KeptVersions => KeptVersion.Parse(Kept);

    /// <summary>Size of all its originals, of those too that are kept.</summary>
    public long StoredBytes
    {
        get
        {
            long bytes = Bytes;
            foreach (KeptVersion version in KeptVersions)
                bytes += version.Bytes;
            return bytes;
        }
    }

    /// <summary>The stem under which its blobs lie: bytes under a name never change, so new ones have another.</summary>
    public string BlobStem => Storage.Stem.OfVersion(Stem, Version);

    public BlobKey Original => BlobKey.Of(Folder, BlobKey.Photo, BlobStem, Extension);
    public BlobKey Thumb => BlobKey.Of(Folder, BlobKey.Thumb, BlobStem, RenditionExtension);
    public BlobKey Show => BlobKey.Of(Folder, BlobKey.Show, BlobStem, RenditionExtension);

    /// <param name="kind"><see cref="BlobKey.Thumb"/> or <see cref="BlobKey.Show"/>.</param>
    public BlobKey RenditionOf(string kind) => kind == BlobKey.Thumb ? Thumb : Show;

    public Image With(ImageContent content, DateTimeOffset now) => this with
    {
        Version = content.Version,
        Extension = content.Extension,
        RenditionExtension = content.RenditionExtension,
        Width = content.Width,
        Height = content.Height,
        Bytes = content.Bytes,
        Sha256 = content.Sha256,
        UpdatedAt = now,
        Kept = content.Kept,
    };

    /// <summary>Null when no version of that number is kept.</summary>
    public KeptVersion? FindKept(int number) => Array.Find(KeptVersions, version => version.Number == number);

    public BlobKey OriginalOf(KeptVersion version) =>
        BlobKey.Of(Folder, BlobKey.Photo, Storage.Stem.OfKept(Stem, version.Number), version.Extension);

    /// <summary>That blob is the original of a version that is kept.</summary>
    public bool Keeps(BlobKey key)
    {
        foreach (KeptVersion version in KeptVersions)
        {
            if (OriginalOf(version) == key)
                return true;
        }

        return false;
    }

    /// <summary>That blob is the image's now, or of a version that is kept.</summary>
    public bool HasBlob(BlobKey key) => key == Original || key == Thumb || key == Show || Keeps(key);

    /// <summary>What stands in links, the same for every version.</summary>
    public BlobKey Link(BlobKey blob) => BlobKey.Of(Folder, blob.Kind, Stem, blob.Extension);
}

/// <summary>New bytes for an image; the fields are those of <see cref="Image"/>.</summary>
internal sealed record ImageContent(int Version, string Extension, string RenditionExtension, int Width, int Height, long Bytes, string Sha256)
{
    /// <summary>As <see cref="Image.Kept"/>.</summary>
    public string? Kept { get; init; }
}

/// <summary>A change of an image; null leaves a field as it is.</summary>
internal sealed record ImageChange(string? Name, string? Description, long? AlbumId);
