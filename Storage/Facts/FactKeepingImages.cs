namespace Maple.Storage.Facts;

internal sealed class FactKeepingImages(IImageStore images, FactSources sources, FactJournal journal) : IImageStore
{
    public async Task<(Image Image, bool Added)> AddAsync(Image image, CancellationToken cancellation = default)
    {
        (Image stored, bool added) = await images.AddAsync(image, cancellation);
        if (added)
            await journal.KeepAsync(sources.Image(stored));
        return (stored, added);
    }

    public Task<Image?> FindAsync(long userId, long id, CancellationToken cancellation = default) => images.FindAsync(userId, id, cancellation);

    public Task<Image?> FindBySha256Async(long userId, string sha256, CancellationToken cancellation = default) =>
        images.FindBySha256Async(userId, sha256, cancellation);

    public Task<Image?> FindByStemAsync(string stem, CancellationToken cancellation = default) => images.FindByStemAsync(stem, cancellation);

    public async Task<Image> UpdateAsync(long userId, long id, ImageChange change, CancellationToken cancellation = default)
    {
        Image image = await images.UpdateAsync(userId, id, change, cancellation);
        await journal.KeepAsync(sources.Image(image));
        return image;
    }

    public async Task<Image?> RemoveAsync(long userId, long id, CancellationToken cancellation = default)
    {
        if (await images.RemoveAsync(userId, id, cancellation) is not { } image)
            return null;
        await journal.KeepAsync(sources.Image(image));
        return image;
    }

    public Task<IReadOnlyList<Image>> FindAllAsync(long? userId, IReadOnlyList<long> ids, CancellationToken cancellation = default) =>
        images.FindAllAsync(userId, ids, cancellation);

    public async Task<IReadOnlyList<Image>> MoveAsync(
        long userId, IReadOnlyList<long> ids, long toAlbumId, CancellationToken cancellation = default)
    {
        IReadOnlyList<Image> moved = await images.MoveAsync(userId, ids, toAlbumId, cancellation);
        await journal.KeepAsync([.. moved.Select(sources.Image)]);
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
        await journal.KeepAsync([.. page.Items.Select(sources.Image)]);
        return moved;
    }

    public Task<Page<Image>> ListAsync(ListQuery query, CancellationToken cancellation = default) => images.ListAsync(query, cancellation);
}
