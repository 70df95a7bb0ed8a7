namespace Maple.Storage;

/// <summary>
/// Notes which images are just being stored or removed, so that a start after a crash looks at those alone, however many images there are.
/// A note is there before the first blob comes or the row goes, and is gone after the last step.
/// </summary>
/// <remarks>
/// A note survives <c>kill -9</c>. One of a removal is flushed, since nothing after it is; one of an addition rides on the flushes of the blobs,
/// and survives power loss wherever the file system keeps its changes in order (ext4, XFS). Elsewhere blobs without a row may stay; nobody can
/// find them, and <c>maple check</c> does.
/// </remarks>
internal interface IInFlight
{
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    Task BeginAsync(InFlightImage image);

    /// <summary>Never throws: a note too many costs the next start a look.</summary>
    void End(InFlightImage image);

    /// <summary>To be called at start, before anything begins: what an earlier process did not end.</summary>
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    IReadOnlyList<InFlightImage> Left();
}

internal enum Doing
{
    Add,
    Remove,
}

/// <param name="Folder">The fields are those of <see cref="Image"/>.</param>
/// <param name="Stem">That of its blobs.</param>
internal sealed record InFlightImage(Doing Doing, string Folder, string Stem, string Extension, string RenditionExtension)
{
    public static InFlightImage Of(Doing doing, Image image) => new(doing, image.Folder, image.BlobStem, image.Extension, image.RenditionExtension);

    /// <summary>Of a version that is kept; there is an original of it, and nothing else.</summary>
    public static InFlightImage Of(Doing doing, Image image, KeptVersion version) =>
        new(doing, image.Folder, Storage.Stem.OfKept(image.Stem, version.Number), version.Extension, image.RenditionExtension);

    /// <summary>That of the image's link, the same for every version.</summary>
    public string LinkStem => Storage.Stem.Split(Stem).Stem;

    public BlobKey Original => BlobKey.Of(Folder, BlobKey.Photo, Stem, Extension);

    public IReadOnlyList<BlobKey> Blobs =>
    [
        Original,
        BlobKey.Of(Folder, BlobKey.Thumb, Stem, RenditionExtension),
        BlobKey.Of(Folder, BlobKey.Show, Stem, RenditionExtension),
    ];
}
