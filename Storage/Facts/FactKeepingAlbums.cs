namespace Maple.Storage.Facts;

internal sealed class FactKeepingAlbums(IAlbumStore albums, FactSources sources, FactJournal journal) : IAlbumStore
{
    public Task<Album?> FindAsync(long userId, long id, CancellationToken cancellation = default) => albums.FindAsync(userId, id, cancellation);

    public Task<Album?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        albums.FindByNameAsync(userId, name, cancellation);

    public Task<Album?> FindByCoverAsync(long userId, long imageId, CancellationToken cancellation = default) =>
        albums.FindByCoverAsync(userId, imageId, cancellation);

    public async Task<Album> AddAsync(
        long userId, string name, string description, bool isPrivate = false, CancellationToken cancellation = default) =>
        await KeptAsync(await albums.AddAsync(userId, name, description, isPrivate, cancellation));

    /// <summary>Looks first: nearly always it is there, and nothing is to be written.</summary>
    public async Task<Album> GetOrAddAsync(long userId, string name, CancellationToken cancellation = default) =>
        await albums.FindByNameAsync(userId, name, cancellation) ?? await KeptAsync(await albums.GetOrAddAsync(userId, name, cancellation));

    public async Task<Album> UpdateAsync(long userId, long id, AlbumChange change, CancellationToken cancellation = default) =>
        await KeptAsync(await albums.UpdateAsync(userId, id, change, cancellation));

    public async Task<Album> RemoveAsync(long userId, long id, CancellationToken cancellation = default) =>
        await KeptAsync(await albums.RemoveAsync(userId, id, cancellation));

    public Task<Page<Album>> ListAsync(ListQuery query, CancellationToken cancellation = default) => albums.ListAsync(query, cancellation);

    private async Task<Album> KeptAsync(Album album)
    {
        await journal.KeepAsync(sources.Album(album.UserId, album.Id));
        return album;
    }
}
