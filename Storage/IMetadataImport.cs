namespace Maple.Storage;

/// <summary>
/// Fills a new store with rows as they were, ids included, and then puts it in the place of the one that is there. Ids must be unique, and
/// what belongs to a user comes after the user. Disposed before it is finished, it leaves the old store as it was.
/// </summary>
internal interface IMetadataImport : IAsyncDisposable
{
    Task AddAsync(User user, IReadOnlyList<Album> albums, IReadOnlyList<ApiKey> keys);

    Task AddAsync(IReadOnlyList<Image> images);

    /// <summary>Of an album and an image in it, both added before.</summary>
    Task SetCoverAsync(long userId, long albumId, long imageId);

    /// <summary>Returns the files of the old store, moved aside; none when there was none.</summary>
    Task<IReadOnlyList<string>> FinishAsync();
}
