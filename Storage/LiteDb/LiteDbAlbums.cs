namespace Maple.Storage.LiteDb;

internal sealed class LiteDbAlbums(StoreCore core) : IAlbumStore
{
    public Task<Album?> FindAsync(long userId, long id, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.Album(userId, id)?.Album, cancellation);

    public Task<Album?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.User(userId)?.AlbumsByName.GetValueOrDefault(name)?.Album, cancellation);

    public Task<Album?> FindByCoverAsync(long userId, long imageId, CancellationToken cancellation = default) => core.ReadAsync(
        (state, _) => state.User(userId) is { } user && user.Images.TryFind(imageId, out ImageRow row)
            && user.Albums[row.AlbumId] is { } entry && entry.Facts.CoverId == imageId ? entry.Album : null,
        cancellation);

    public Task<Album> AddAsync(
        long userId, string name, string description, bool isPrivate = false, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry user = change.State.User(userId) ?? throw Refusal.UserNotFound(userId);
            if (user.AlbumsByName.ContainsKey(name))
                throw Refusal.AlbumExists(name);
            return Add(change, Make(change, userId, name, description, isDefault: false) with { IsPrivate = isPrivate });
        },
        cancellation);

    public Task<Album> GetOrAddAsync(long userId, string name, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry user = change.State.User(userId) ?? throw Refusal.UserNotFound(userId);
            return user.AlbumsByName.GetValueOrDefault(name)?.Album
                ?? Add(change, Make(change, userId, name, "", isDefault: false));
        },
        cancellation);

    public Task<Album> UpdateAsync(long userId, long id, AlbumChange wanted, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            AlbumEntry entry = change.State.Album(userId, id) ?? throw Refusal.AlbumNotFound(id);
            UserEntry user = change.State.Users[userId];
            if (wanted.Name is { } name && user.AlbumsByName.TryGetValue(name, out AlbumEntry? other) && other != entry)
                throw Refusal.AlbumExists(name);
            Album old = entry.Facts;
            if (wanted.Cover is { ImageId: { } cover } && !(user.Images.TryFind(cover, out ImageRow row) && row.AlbumId == id))
                throw Refusal.NotInAlbum(old.Name, cover);
            Replace(change, old, old with
            {
                Name = wanted.Name ?? old.Name,
                Description = wanted.Description ?? old.Description,
                IsPrivate = wanted.IsPrivate ?? old.IsPrivate,
                CoverId = wanted.Cover is { } choice ? choice.ImageId : old.CoverId,
                UpdatedAt = change.Now,
            });
            return entry.Album;
        },
        cancellation);

    public Task<Album> RemoveAsync(long userId, long id, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            Album album = change.State.Album(userId, id)?.Album ?? throw Refusal.AlbumNotFound(id);
            if (album.IsDefault)
                throw Refusal.DefaultAlbum(album.Name);
            if (album.ImageCount > 0)
                throw Refusal.AlbumNotEmpty(album.Name, album.ImageCount);
            change.Delete(Kind.Albums, id);
            change.Remember(() => change.State.Remove(album), () => change.State.Add(album));
            return album;
        },
        cancellation);

    public Task<Page<Album>> ListAsync(ListQuery query, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => AlbumLists.Page(Of(state, query.UserId).Where(album => query.AlbumId is not { } only || album.Facts.Id == only), query), cancellation);

    private static IEnumerable<AlbumEntry> Of(StoreState state, long? userId) => userId is { } id
        ? state.User(id)?.Albums.Values ?? Enumerable.Empty<AlbumEntry>()
        : state.Users.Values.SelectMany(user => user.Albums.Values);

    /// <summary>A new album's facts; the caller makes sure that the name is free.</summary>
    internal static Album Make(Change change, long userId, string name, string description, bool isDefault) => new()
    {
        Id = change.NextId(Kind.Albums),
        UserId = userId,
        Name = name,
        Description = description,
        IsDefault = isDefault,
        CreatedAt = change.Now,
        UpdatedAt = change.Now,
        ImageCount = 0,
    };

    /// <summary>To be called with an image that leaves its album.</summary>
    internal static void ForgetCover(Change change, Image image)
    {
        Album album = change.State.Users[image.UserId].Albums[image.AlbumId].Facts;
        if (album.CoverId == image.Id)
            Replace(change, album, album with { CoverId = null });
    }

    internal static void Replace(Change change, Album old, Album album)
    {
        change.Update(Kind.Albums, Rows.Of(album));
        change.Remember(() => change.State.Replace(album), () => change.State.Replace(old));
    }

    internal static Album Add(Change change, Album album)
    {
        change.Insert(Kind.Albums, Rows.Of(album));
        change.Remember(() => change.State.Add(album), () => change.State.Remove(album));
        return album;
    }
}
