namespace Maple.Storage;

/// <summary>
/// The one rule by which everything ends that was begun with an image, whatever became of it: blobs go that no row leads to, and then what was made from them.
/// </summary>
/// <param name="onRemoved">Told the original that nobody sees any more, for what was made from it elsewhere.</param>
internal sealed class Leftovers(IMetadataStore metadata, IBlobStore blobs, Action<BlobKey> onRemoved)
{
    /// <summary>To be called in the image's turn. Each blob is tried, whatever the disk refuses.</summary>
    /// <returns>The row that the image's link leads to now, how many blobs there were to remove, and what was refused first.</returns>
    public async Task<(Image? Row, int Removed, Exception? Refusal)> RemoveAsync(InFlightImage begun)
    {
        // An image that was taken over may have a link that looks like the name of a version.
        Image? row = await metadata.Images.FindByStemAsync(begun.LinkStem) ?? await metadata.Images.FindByStemAsync(begun.Stem);
        int removed = 0;
        Exception? refusal = null;
        foreach (BlobKey key in begun.Blobs)
        {
            if (row?.HasBlob(key) == true)
                continue;
            try
            {
                removed += await blobs.RemoveAsync(key) ? 1 : 0;
                // A link without a version would show it again.
                if (row is not null)
                    await blobs.FlushRemovalAsync(key);
            }
            catch (Exception e)
            {
                refusal ??= e;
            }
        }

        if (row?.Original != begun.Original)
            onRemoved(begun.Original);
        return (row, removed, refusal);
    }
}
