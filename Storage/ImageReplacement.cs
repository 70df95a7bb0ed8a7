using Maple.Errors;

namespace Maple.Storage;

/// <summary>
/// Gives an image other bytes under other names: the new blobs are there before the row leads to them, and the old ones go after it. A crash leaves the
/// row of the one version or of the other, each with its blobs; <see cref="Maintenance.Recovery"/> removes those that no row leads to.
/// Of versions that are kept the original stays, under a name that is in no link: that of the first, which has one, is copied to another.
/// </summary>
internal sealed class ImageReplacement(
    IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Unfinished unfinished, TimeProvider time)
{
    /// <summary>A picture that changes every hour does so for eleven years; their digits still fit into the longest name of a note.</summary>
    private const int MaxVersion = 99_999;

    /// <summary>Returns the image as it is then. The staged blobs stay the caller's to dispose.</summary>
    /// <param name="keep">How many versions before it stay. One whose original is lost can't.</param>
    /// <exception cref="MapleException">
    /// <c>image_not_found</c>, <c>image_exists</c>, <c>storage_full</c>, <c>storage_unavailable</c>; then the image is what it was.
    /// </exception>
    public async Task<Image> ReplaceAsync(long userId, long imageId, NewImage facts, StagedBlob original, IReadOnlyList<StagedRendition> renditions, int keep)
    {
        Image old = await metadata.Images.FindAsync(userId, imageId) ?? throw NotFound(imageId);
        if (old.Version == MaxVersion)
            throw new MapleException(ErrorCode.InvalidParameter, "This image was replaced too often. Add a new one.", "该图片已替换过太多次，请新增图片。");
        await using Blob? bytes = keep > 0 ? await blobs.OpenAsync(old.Original) : null;
        var content = new ImageContent(
            old.Version + 1, facts.Extension, facts.RenditionExtension, facts.Width, facts.Height, facts.Bytes, facts.Sha256)
        {
            Kept = bytes?.Length == old.Bytes ? KeptVersion.After(old, time.GetUtcNow(), keep) : KeptVersion.Newest(old.Kept, keep),
        };
        Image wanted = old.With(content, old.UpdatedAt);
        List<(StagedBlob Staged, BlobKey Key)> added =
            [(original, wanted.Original), .. renditions.Select(r => (r.Bytes, wanted.RenditionOf(r.Kind)))];
        List<InFlightImage> notes = [InFlightImage.Of(Doing.Add, wanted), InFlightImage.Of(Doing.Remove, old)];
        foreach (KeptVersion version in old.KeptVersions)
        {
            if (!wanted.Keeps(old.OriginalOf(version)))
                notes.Add(InFlightImage.Of(Doing.Remove, old, version));
        }

        await using StagedBlob? copy = old.Version == 0 && wanted.Kept is not null ? blobs.Stage() : null;
        if (copy is not null)
        {
            KeptVersion first = wanted.KeptVersions[0];
            await copy.WriteAsync(bytes!);
            notes.Add(InFlightImage.Of(Doing.Add, wanted, first));
            added.Add((copy, wanted.OriginalOf(first)));
        }

        await unfinished.SettleAsync();
        Image now;
        try
        {
            foreach (InFlightImage note in notes)
                await inFlight.BeginAsync(note);
            await blobs.CommitAllAsync(added);
            now = await metadata.Images.ReplaceAsync(userId, imageId, content);
        }
        catch (Exception e)
        {
            // In doubt they stay: blobs without a row are harmless, a row without blobs is a lost picture.
            await unfinished.EndAfterAsync(e, notes);
            throw;
        }

        // The new bytes are in place, and that is the answer, also when the old ones can't go yet.
        await unfinished.EndAsync(notes);
        return now;
    }

    public static MapleException NotFound(long id) => new(
        ErrorCode.ImageNotFound, $"You have no image '{id}'. GET /api/images lists yours.", $"没有编号为 '{id}' 的图片。GET /api/images 可列出你的图片。");
}
