namespace Maple.Storage.Facts;

/// <remarks>
/// A change may take an album's cover away, so the album is written down as well. A cover that is chosen in the very instant between may be
/// written down and be none any more: a rebuild takes no cover that is not in its album.
/// </remarks>
internal sealed class FactKeepingImages(IImageStore images, IAlbumStore albums, FactSources sources, FactJournal journal) : IImageStore
{
    public async Task<(Image Image, bool Added)> AddAsync(Image image, long? uniqueWithin = null, CancellationToken cancellation = default)
    {
        (Image stored, bool added) = await images.AddAsync(image, uniqueWithin, cancellation);
        if (added)
            await journal.KeepAsync(sources.Image(stored));
        return (stored, added);
    }

    public Task<Image?> FindAsync(long userId, long id, CancellationToken cancellation = default) => images.FindAsync(userId, id, cancellation);

    public Task<Image?> FindBySha256Async(long userId, string sha256, long? albumId = null, CancellationToken cancellation = default) =>
        images.FindBySha256Async(userId, sha256, albumId, cancellation);

    public ValueTask<HiddenPicture?> FindHiddenAsync(BlobKey key) => images.FindHiddenAsync(key);

    public Task<Image?> FindByStemAsync(string stem, CancellationToken cancellation = default) => images.FindByStemAsync(stem, cancellation);

    public async Task<Image> UpdateAsync(long userId, long id, ImageChange change, CancellationToken cancellation = default)
    {
        IReadOnlyList<AskStore> covers = change.AlbumId is null ? [] : await CoversAsync(userId, [id]);
        Image image = await images.UpdateAsync(userId, id, change, cancellation);
        await journal.KeepAsync([sources.Image(image), .. covers]);
        return image;
    }

    public async Task<Image> ReplaceAsync(long userId, long id, ImageContent content, CancellationToken cancellation = default)
    {
        Image image = await images.ReplaceAsync(userId, id, content, cancellation);
        await journal.KeepAsync(sources.Image(image));
        return image;
    }

    public async Task<Image> ForgetVersionAsync(long userId, long id, int number, CancellationToken cancellation = default)
    {
        Image image = await images.ForgetVersionAsync(userId, id, number, cancellation);
        await journal.KeepAsync(sources.Image(image));
        return image;
    }

    public async Task<Image?> RemoveAsync(long userId, long id, long? albumId = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<AskStore> covers = await CoversAsync(userId, [id]);
        if (await images.RemoveAsync(userId, id, albumId, cancellation) is not { } image)
            return null;
        await journal.KeepAsync([sources.Image(image), .. covers]);
        return image;
    }

    public Task<IReadOnlyList<Image>> FindAllAsync(long? userId, IReadOnlyList<long> ids, CancellationToken cancellation = default) =>
        images.FindAllAsync(userId, ids, cancellation);

    public async Task<IReadOnlyList<Image>> MoveAsync(
        long userId, IReadOnlyList<long> ids, long toAlbumId, CancellationToken cancellation = default)
    {
        IReadOnlyList<AskStore> covers = await CoversAsync(userId, ids);
        IReadOnlyList<Image> moved = await images.MoveAsync(userId, ids, toAlbumId, cancellation);
        await journal.KeepAsync([.. moved.Select(sources.Image), .. covers]);
        return moved;
    }

    /// <summary>
    /// Writes down those that were first in the album. One that another caller put there meanwhile may be missed until it changes again;
    /// once the album is removed, a rebuild puts it into the default album all the same.
    /// </summary>
    public async Task<int> MoveAsync(long userId, long fromAlbumId, long toAlbumId, int limit, CancellationToken cancellation = default)
    {
        var first = new ListQuery { UserId = userId, AlbumId = fromAlbumId, Number = limit };
        Page<Image> page = await images.ListAsync(first, cancellation);
        int moved = await images.MoveAsync(userId, fromAlbumId, toAlbumId, limit, cancellation);
        await journal.KeepAsync([.. page.Items.Select(sources.Image), sources.Album(userId, fromAlbumId)]);
        return moved;
    }

    /// <summary>Two lines for each: it is among the new owner's facts, and no more among the old one's.</summary>
    public async Task<IReadOnlyList<Image>> GiveAsync(
        long userId, long toUserId, long toAlbumId, int limit, long? toPrivateAlbumId = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<Image> given = await images.GiveAsync(userId, toUserId, toAlbumId, limit, toPrivateAlbumId, cancellation);
        await journal.KeepAsync(
        [
            .. given.Select(image => sources.Image(image with { UserId = toUserId })),
            .. given.Select(sources.Image),
            .. given.Select(image => image.AlbumId).Distinct().Select(album => sources.Album(userId, album)),
        ]);
        return given;
    }

    public Task<Page<Image>> ListAsync(ListQuery query, CancellationToken cancellation = default) => images.ListAsync(query, cancellation);

    /// <summary>The albums whose covers these images are.</summary>
    private async Task<IReadOnlyList<AskStore>> CoversAsync(long userId, IReadOnlyList<long> ids)
    {
        List<AskStore> covers = [];
        foreach (long id in ids)
        {
            if (await albums.FindByCoverAsync(userId, id) is { } album)
                covers.Add(sources.Album(userId, album.Id));
        }

        return covers;
    }
}
