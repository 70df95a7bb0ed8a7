using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Maple.Errors;

namespace Maple.Storage;

/// <summary>
/// Keeps blobs and rows together. A picture's blobs are there before its row and go after it: whoever finds a row finds its picture, and a
/// crash in between leaves blobs without a row at most, which nobody can find and which <see cref="Maintenance.Recovery"/> removes.
/// </summary>
internal sealed class ImageLibrary(IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Unfinished unfinished, TimeProvider time)
{
    // A quarter of what the store makes durable at once: others get their turn in each batch.
    private const int AtOnce = 16;

    /// <summary>How many of the versions before the last replacement stay, of each image.</summary>
    public int KeptVersions { get; init; }

    /// <summary>The same library by another clock.</summary>
    public ImageLibrary At(TimeProvider clock) => new(metadata, blobs, inFlight, unfinished, clock) { KeptVersions = KeptVersions };

    /// <summary>
    /// Stores a picture, unless the user has the same bytes already: then that image is returned and nothing is stored, but for blobs that it has lost. So is
    /// the image that has the given stem.
    /// The staged blobs stay the caller's to dispose.
    /// </summary>
    /// <param name="renditions">None, or those that are made already.</param>
    /// <exception cref="MapleException"><c>album_not_found</c>, <c>storage_full</c>, <c>storage_unavailable</c>; then nothing is left behind.</exception>
    public async Task<(Image Image, bool Duplicate)> AddAsync(
        User user,
        Album album,
        NewImage facts,
        StagedBlob original,
        IReadOnlyList<StagedRendition> renditions,
        CancellationToken cancellation = default)
    {
        if (await metadata.Images.FindBySha256Async(user.Id, facts.Sha256, facts.UniqueWithin, cancellation) is { } existing)
        {
            await HealAsync(existing, original, renditions, cancellation);
            return (existing, true);
        }

        Image image = Describe(user, album, facts);
        // A new stem is known to nobody; one that was given may be to what is tried again, and to somebody else who was given it.
        using IDisposable? turn = facts.Stem is null ? null : await unfinished.Gates.EnterAsync(image.Stem, cancellation);
        if (turn is not null)
        {
            await unfinished.SettleAsync();
            if (await metadata.Images.FindByStemAsync(image.Stem, cancellation) is { } holder)
                return (holder, true);
        }

        InFlightImage note = InFlightImage.Of(Doing.Add, image);
        List<(StagedBlob Staged, BlobKey Key)> blobsOfIt = [(original, image.Original)];
        foreach (StagedRendition rendition in renditions)
            blobsOfIt.Add((rendition.Bytes, BlobKey.Of(image.Folder, rendition.Kind, image.Stem, image.RenditionExtension)));
        await inFlight.BeginAsync(note);
        try
        {
            await blobs.CommitAllAsync(blobsOfIt, cancellation);

            // From here on there is no way back: a row whose wait was cancelled may be there.
            (Image stored, bool added) = await metadata.Images.AddAsync(image, facts.UniqueWithin, CancellationToken.None);
            if (added)
                inFlight.End(note);
            else
                await unfinished.EndAsync(note);
            return (stored, !added);
        }
        catch (Exception e)
        {
            // In doubt they stay: a blob without a row is harmless, a row without a blob is a lost picture.
            await unfinished.EndAfterAsync(e, note);
            throw;
        }
    }

    /// <summary>Whether the image's original is there, as long as it was.</summary>
    /// <exception cref="MapleException"><c>storage_unavailable</c></exception>
    public async Task<bool> HasOriginalAsync(Image image, CancellationToken cancellation = default)
    {
        if (await blobs.OpenAsync(image.Original, cancellation) is not { } blob)
            return false;
        await using (blob)
            return blob.Length == image.Bytes;
    }

    /// <summary>
    /// Removes an image with all that belongs to it, and returns it; null when the user has none of that id, or has it in another album than the one that is
    /// meant: what was moved in time stays.
    /// </summary>
    /// <exception cref="MapleException">
    /// <c>storage_unavailable</c>: the row is gone nevertheless, every blob was tried, and those that stayed are removed as soon as the disk allows it.
    /// </exception>
    public async Task<Image?> RemoveAsync(long userId, long imageId, long? albumId = null, CancellationToken cancellation = default)
    {
        using IDisposable? turn = await TurnOfAsync(userId, imageId, cancellation);
        if (turn is null || await metadata.Images.FindAsync(userId, imageId, cancellation) is not { } found || found.AlbumId != (albumId ?? found.AlbumId))
            return null;
        List<InFlightImage> notes = [InFlightImage.Of(Doing.Remove, found)];
        foreach (KeptVersion version in found.KeptVersions)
            notes.Add(InFlightImage.Of(Doing.Remove, found, version));
        return await RemoveAsync(notes, () => metadata.Images.RemoveAsync(userId, imageId, albumId, CancellationToken.None));
    }

    /// <summary>
    /// Removes many, several at a time: each waits for the disk, and those that wait together wait once. Returns the ids of those that this call removed.
    /// After an error some are gone, each of them whole; the same call again goes on.
    /// </summary>
    /// <inheritdoc cref="RemoveAsync"/>
    public async Task<IReadOnlySet<long>> RemoveAllAsync(IReadOnlyList<Image> images, long? albumId = null)
    {
        var removed = new ConcurrentDictionary<long, bool>();
        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (image, _) =>
        {
            if (await RemoveAsync(image.UserId, image.Id, albumId, CancellationToken.None) is not null)
                removed[image.Id] = true;
        });
        return removed.Keys.ToHashSet();
    }

    /// <inheritdoc cref="AlbumRemoval.RemoveAsync"/>
    public Task<Album> RemoveAlbumAsync(long userId, long albumId, AlbumImages images, CancellationToken cancellation = default) =>
        new AlbumRemoval(metadata, this).RemoveAsync(userId, albumId, images, cancellation);

    /// <inheritdoc cref="ImageReplacement.ReplaceAsync"/>
    public async Task<Image> ReplaceAsync(
        long userId, long imageId, NewImage facts, StagedBlob original, IReadOnlyList<StagedRendition> renditions, CancellationToken cancellation = default)
    {
        using IDisposable turn = await TurnOfAsync(userId, imageId, cancellation) ?? throw ImageReplacement.NotFound(imageId);
        return await new ImageReplacement(metadata, blobs, inFlight, unfinished, time).ReplaceAsync(userId, imageId, facts, original, renditions, KeptVersions);
    }

    /// <summary>Removes a version that is kept, and returns it; null when there is none of that number.</summary>
    /// <exception cref="MapleException"><inheritdoc cref="RemoveAsync"/></exception>
    public async Task<KeptVersion?> RemoveVersionAsync(long userId, long imageId, int number, CancellationToken cancellation = default)
    {
        using IDisposable? turn = await TurnOfAsync(userId, imageId, cancellation);
        if (turn is null || await metadata.Images.FindAsync(userId, imageId, cancellation) is not { } image || image.FindKept(number) is not { } version)
            return null;
        await RemoveAsync(
            [InFlightImage.Of(Doing.Remove, image, version)], () => metadata.Images.ForgetVersionAsync(userId, imageId, number, CancellationToken.None));
        return version;
    }

    /// <summary>Puts thumbnail and show picture where they are missing, unless the image is gone meanwhile, or has other bytes.</summary>
    public async Task RestoreAsync(Image known, IReadOnlyList<StagedRendition> renditions)
    {
        using IDisposable turn = await unfinished.Gates.EnterAsync(known.Stem, CancellationToken.None);
        if (await metadata.Images.FindByStemAsync(known.Stem) is { } image && image.Original == known.Original)
            await blobs.CommitAllAsync([.. renditions.Select(r => (r.Bytes, image.RenditionOf(r.Kind)))]);
    }

    /// <summary>Who uploads a picture again that was lost on the disk is to find it afterwards.</summary>
    private async Task HealAsync(Image known, StagedBlob original, IReadOnlyList<StagedRendition> renditions, CancellationToken cancellation)
    {
        using IDisposable turn = await unfinished.Gates.EnterAsync(known.Stem, cancellation);
        if (await metadata.Images.FindAsync(known.UserId, known.Id, cancellation) is not { } image
            || image.Sha256 != known.Sha256 || await HasOriginalAsync(image, cancellation))
            return;
        await blobs.CommitAllAsync([(original, image.Original), .. renditions.Select(r => (r.Bytes, image.RenditionOf(r.Kind)))], cancellation);
    }

    /// <summary>Changes a row, and removes the blobs that it led to. A change that is refused may have happened all the same: it is ended as the row says then.</summary>
    private async Task<T> RemoveAsync<T>(IReadOnlyList<InFlightImage> notes, Func<Task<T>> change)
    {
        bool areNoted = true;
        T changed;
        try
        {
            foreach (InFlightImage note in notes)
                areNoted &= await TryBeginRemovalAsync(note);
            changed = await change();
        }
        catch (Exception e)
        {
            await unfinished.EndAfterAsync(e, notes);
            throw;
        }

        if (await unfinished.EndAsync(notes) is { } refusal)
            ExceptionDispatchInfo.Throw(refusal);
        // Without a note no start would see what a power loss brings back.
        foreach (BlobKey key in areNoted ? [] : notes.SelectMany(note => note.Blobs))
            await blobs.FlushRemovalAsync(key);
        return changed;
    }

    /// <summary>False when there is no room for a note. Removing must work all the same: it is the way out. On a disk that is gone or read-only it could only take the row.</summary>
    private async Task<bool> TryBeginRemovalAsync(InFlightImage note)
    {
        try
        {
            await inFlight.BeginAsync(note);
            return true;
        }
        catch (MapleException e) when (e.Code == ErrorCode.StorageFull)
        {
            return false;
        }
    }

    /// <summary>Null when the user has no image of that id.</summary>
    private async Task<IDisposable?> TurnOfAsync(long userId, long imageId, CancellationToken cancellation) =>
        await metadata.Images.FindAsync(userId, imageId, cancellation) is { } image ? await unfinished.Gates.EnterAsync(image.Stem, cancellation) : null;

    private Image Describe(User user, Album album, NewImage facts)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new Image
        {
            Id = 0,
            UserId = user.Id,
            AlbumId = album.Id,
            Name = facts.Name,
            Description = facts.Description,
            OriginalFilename = facts.OriginalFilename,
            Stem = facts.Stem ?? Stem.New(now),
            Folder = user.Name,
            Extension = facts.Extension,
            RenditionExtension = facts.RenditionExtension,
            Width = facts.Width,
            Height = facts.Height,
            Bytes = facts.Bytes,
            Sha256 = facts.Sha256,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
