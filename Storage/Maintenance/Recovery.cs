using Maple.Errors;

namespace Maple.Storage.Maintenance;

/// <summary>
/// Finishes at start what a crash cut off. It looks at what was in flight and at nothing else, so it takes as long for a million images as for
/// ten; <c>maple check</c> is the look at everything.
/// </summary>
/// <param name="onRemoved">As <see cref="Leftovers"/> tells it.</param>
internal sealed class Recovery(IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Action<BlobKey> onRemoved)
{
    private readonly Leftovers _leftovers = new(metadata, blobs, onRemoved);

    /// <summary>To be called by the one process that owns the stores, before it answers anybody.</summary>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public async Task<RecoveryReport> RunAsync(CancellationToken cancellation = default)
    {
        IReadOnlyList<InFlightImage> left = inFlight.Left();
        var broken = new List<Image>();
        var gone = new List<InFlightImage>();
        var refused = new List<InFlightImage>();
        int removed = 0;
        foreach (InFlightImage begun in left)
        {
            (Image? row, int files, Exception? refusal) = await _leftovers.RemoveAsync(begun);
            removed += files;
            if (row?.Original == begun.Original && !await IsWholeAsync(row, cancellation))
                broken.Add(row);
            if (row is null && begun.Doing == Doing.Remove)
                gone.Add(begun);
            else if (refusal is not null)
                refused.Add(begun);
            else
                inFlight.End(begun);
        }

        return new RecoveryReport(left.Count, removed, broken, gone, refused);
    }

    private async Task<bool> IsWholeAsync(Image row, CancellationToken cancellation)
    {
        try
        {
            await using Blob? original = await blobs.OpenAsync(row.Original, cancellation);
            return original?.Length == row.Bytes;
        }
        catch (MapleException)
        {
            return false;
        }
    }
}

/// <param name="Images">How many were in flight.</param>
/// <param name="FilesRemoved">Of images that were never acknowledged, or whose removal was.</param>
/// <param name="Broken">
/// Acknowledged images whose original is gone, can't be read or has another length: the disk has not kept what it said it had, and somebody should know.
/// </param>
/// <param name="Gone">
/// Images whose removal is finished now but for their facts, and for blobs that the disk refuses to let go. Their notes are still there, for whoever sees to
/// those to end: a start may be cut off too.
/// </param>
/// <param name="Refused">What else the disk refuses to let go, with its notes. A file that stays is no reason not to serve the others.</param>
internal sealed record RecoveryReport(
    int Images, int FilesRemoved, IReadOnlyList<Image> Broken, IReadOnlyList<InFlightImage> Gone, IReadOnlyList<InFlightImage> Refused);
