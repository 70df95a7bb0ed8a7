using Maple.Errors;

namespace Maple.Storage;

/// <summary>
/// Gives an image other bytes under other names: the new blobs are there before the row leads to them, and the old ones go after it. A crash leaves the
/// row of the one version or of the other, each with its blobs; <see cref="Maintenance.Recovery"/> removes those that no row leads to.
/// </summary>
internal sealed class ImageReplacement(IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Undecided undecided, IReadOnlyList<ImageRemoved> onRemoved)
{
    /// <summary>A picture that changes every hour does so for eleven years; their digits still fit into the longest name of a note.</summary>
    private const int MaxVersion = 99_999;

    /// <summary>Returns the image as it is then. The staged blobs stay the caller's to dispose.</summary>
    /// <exception cref="MapleException">
    /// <c>image_not_found</c>, <c>image_exists</c>, <c>storage_full</c>, <c>storage_unavailable</c>; then the image is what it was.
    /// </exception>
    public async Task<Image> ReplaceAsync(long userId, long imageId, NewImage facts, StagedBlob original, IReadOnlyList<StagedRendition> renditions)
    {
        Image old = await metadata.Images.FindAsync(userId, imageId) ?? throw NotFound(imageId);
        if (old.Version == MaxVersion)
            throw new MapleException(ErrorCode.InvalidParameter, "This image was replaced too often. Add a new one.", "该图片已替换过太多次，请新增图片。");
        var content = new ImageContent(
            old.Version + 1, facts.Extension, facts.RenditionExtension, facts.Width, facts.Height, facts.Bytes, facts.Sha256);
        Image wanted = old.With(content, old.UpdatedAt);
        InFlightImage adding = InFlightImage.Of(Doing.Add, wanted), removing = InFlightImage.Of(Doing.Remove, old);
        await inFlight.BeginAsync(adding);
        await inFlight.BeginAsync(removing);
        Image now;
        try
        {
            await blobs.CommitAllAsync(
                [(original, wanted.Original), .. renditions.Select(r => (r.Bytes, r.Kind == BlobKey.Thumb ? wanted.Thumb : wanted.Show))]);
            now = await metadata.Images.ReplaceAsync(userId, imageId, content);
        }
        catch
        {
            await undecided.AddAsync(async () =>
            {
                if (await IsStillAsync(old) && await TryRemoveAsync(wanted))
                {
                    inFlight.End(adding);
                    inFlight.End(removing);
                }
            });
            throw;
        }

        inFlight.End(adding);
        // What stays is removed at the next start: the new bytes are in place, and that is the answer.
        bool isClean = await TryRemoveAsync(old);
        foreach (ImageRemoved told in onRemoved)
            await told(old, CancellationToken.None);
        if (isClean)
            inFlight.End(removing);
        return now;
    }

    /// <summary>False in doubt: blobs without a row are harmless, a row without blobs is a lost picture.</summary>
    private async Task<bool> IsStillAsync(Image old)
    {
        try
        {
            return await metadata.Images.FindByStemAsync(old.Stem) is not { } found || found.Version == old.Version;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<bool> TryRemoveAsync(Image image)
    {
        bool isClean = true;
        foreach (BlobKey key in (BlobKey[])[image.Original, image.Thumb, image.Show])
        {
            try
            {
                await blobs.RemoveAsync(key);
            }
            catch (MapleException)
            {
                isClean = false;
            }
        }

        return isClean;
    }

    private static MapleException NotFound(long id) => new(
        ErrorCode.ImageNotFound, $"You have no image '{id}'. GET /api/images lists yours.", $"没有编号为 '{id}' 的图片。GET /api/images 可列出你的图片。");
}
