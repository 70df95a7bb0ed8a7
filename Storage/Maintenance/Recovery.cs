using Maple.Errors;

namespace Maple.Storage.Maintenance;

/// <summary>
/// Finishes at start what a crash cut off. It looks at what was in flight and at nothing else, so it takes as long for a million images as for
/// ten; <c>maple check</c> is the look at everything.
/// </summary>
/// <param name="onRemoved">Told the original of each image that is gone, for what was made from it elsewhere.</param>
internal sealed class Recovery(IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Action<BlobKey>? onRemoved = null)
{
    /// <summary>To be called by the one process that owns the stores, before it answers anybody.</summary>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public async Task<RecoveryReport> RunAsync(CancellationToken cancellation = default)
    {
        IReadOnlyList<InFlightImage> left = inFlight.Left();
        var broken = new List<Image>();
        var gone = new List<InFlightImage>();
        int removed = 0;
        foreach (InFlightImage image in left)
        {
            Image? row = await metadata.Images.FindByStemAsync(Stem.Split(image.Stem).Stem, cancellation);
            // The row of another version: these are the bytes before it, or those that were to replace it.
            if (row is null || row.BlobStem != image.Stem)
            {
                removed += await RemoveAsync(image, row);
                if (row is null && image.Doing == Doing.Remove)
                {
                    gone.Add(image);
                    continue;
                }
            }
            else if (!await IsWholeAsync(row, cancellation))
            {
                broken.Add(row);
            }

            // Not reached when something can't be removed: then the next start tries again.
            inFlight.End(image);
        }

        return new RecoveryReport(left.Count, removed, broken, gone);
    }

    private async Task<bool> IsWholeAsync(Image row, CancellationToken cancellation)
    {
        await using Blob? original = await blobs.OpenAsync(row.Original, cancellation);
        return original?.Length == row.Bytes;
    }

    private async Task<int> RemoveAsync(InFlightImage image, Image? row)
    {
        int removed = 0;
        foreach (BlobKey key in image.Blobs)
        {
            if (row?.Keeps(key) == true)
                continue;
            removed += await blobs.RemoveAsync(key, CancellationToken.None) ? 1 : 0;
            // Its link would show it again.
            if (row is not null)
                await blobs.FlushRemovalAsync(key);
        }

        onRemoved?.Invoke(image.Original);
        return removed;
    }
}

/// <param name="Images">How many were in flight.</param>
/// <param name="FilesRemoved">Of images that were never acknowledged, or whose removal was.</param>
/// <param name="Broken">
/// Acknowledged images whose original is gone or has another length: the disk has not kept what it said it had, and somebody should know.
/// </param>
/// <param name="Gone">
/// Images whose removal is finished now but for their facts. Their notes are still there, for whoever sees to those to end: a start may be cut off too.
/// </param>
internal sealed record RecoveryReport(int Images, int FilesRemoved, IReadOnlyList<Image> Broken, IReadOnlyList<InFlightImage> Gone);
