using System.Text;
using LiteDB;

namespace Maple.Storage.LiteDb;

internal sealed class LiteDbImages(StoreCore core) : IImageStore
{
    public Task<(Image Image, bool Added)> AddAsync(
        Image image, long? uniqueWithin = null, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (Find(change.State, change.Find, image.UserId, image.Sha256, uniqueWithin) is { } same)
                return (same, false);
            if (change.State.Album(image.UserId, image.AlbumId) is null)
                throw Refusal.AlbumNotFound(image.AlbumId);
            if (change.State.ByStem(image.Stem).Any(id => Read(change.Find, id)?.Stem == image.Stem))
                throw Refusal.StemExists();
            CheckTexts(image.Name, image.Description);
            Image made = image with
            {
                Id = change.NextId(Kind.Images),
                CreatedAt = ToMilliseconds(image.CreatedAt),
                UpdatedAt = ToMilliseconds(image.UpdatedAt),
            };
            change.Insert(Kind.Images, Rows.Of(made));
            change.Remember(() => change.State.Add(made), () => change.State.Remove(made));
            return (made, true);
        },
        cancellation);

    public Task<Image?> FindAsync(long userId, long id, CancellationToken cancellation = default) => core.ReadAsync(
        (state, rows) => Has(state, userId, id) ? Read(rows.Find, id) : null, cancellation);

    public Task<Image?> FindBySha256Async(long userId, string sha256, long? albumId = null, CancellationToken cancellation = default) =>
        core.ReadAsync((state, rows) => Find(state, rows.Find, userId, sha256, albumId), cancellation);

    public Task<Image?> FindByStemAsync(string stem, CancellationToken cancellation = default) => core.ReadAsync(
        (state, rows) => state.ByStem(stem).Select(id => Read(rows.Find, id)).FirstOrDefault(image => image?.Stem == stem),
        cancellation);

    public ValueTask<HiddenPicture?> FindHiddenAsync(BlobKey key) =>
        core.HidesPictures ? new(core.Peek(state => state.Hidden(key.Folder, key.Stem))) : default;

    public Task<Image> UpdateAsync(long userId, long id, ImageChange wanted, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            Image old = (Has(change.State, userId, id) ? Read(change.Find, id) : null) ?? throw Refusal.ImageNotFound(id);
            if (wanted.AlbumId is { } album && change.State.Album(userId, album) is null)
                throw Refusal.AlbumNotFound(album);
            CheckTexts(wanted.Name, wanted.Description);
            return Replace(change, old, old with
            {
                Name = wanted.Name ?? old.Name,
                Description = wanted.Description ?? old.Description,
                AlbumId = wanted.AlbumId ?? old.AlbumId,
                UpdatedAt = change.Now,
            });
        },
        cancellation);

    public Task<Image> ReplaceAsync(long userId, long id, ImageContent content, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            Image old = (Has(change.State, userId, id) ? Read(change.Find, id) : null) ?? throw Refusal.ImageNotFound(id);
            if (old.Version != content.Version - 1)
                throw Refusal.ImageNotFound(id);
            if (change.State.ByDigest(userId, content.Sha256).Where(other => other != id).Select(other => Read(change.Find, other))
                .FirstOrDefault(found => found?.UserId == userId && found.Sha256 == content.Sha256) is { } same)
                throw Refusal.ImageExists(same.Id);
            Image image = old.With(content, change.Now);
            change.Update(Kind.Images, Rows.Of(image));
            change.Remember(() => Exchange(change.State, old, image), () => Exchange(change.State, image, old));
            return image;
        },
        cancellation);

    public Task<Image> ForgetVersionAsync(long userId, long id, int number, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            Image old = (Has(change.State, userId, id) ? Read(change.Find, id) : null) ?? throw Refusal.ImageNotFound(id);
            Image image = old with { Kept = KeptVersion.Without(old.Kept, number), UpdatedAt = change.Now };
            change.Update(Kind.Images, Rows.Of(image));
            change.Remember(() => Exchange(change.State, old, image), () => Exchange(change.State, image, old));
            return image;
        },
        cancellation);

    public Task<Image?> RemoveAsync(long userId, long id, long? albumId = null, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (!Has(change.State, userId, id) || Read(change.Find, id) is not { } image || image.AlbumId != (albumId ?? image.AlbumId))
                return null;
            LiteDbAlbums.ForgetCover(change, image);
            change.Delete(Kind.Images, id);
            change.Remember(() => change.State.Remove(image), () => change.State.Add(image));
            return image;
        },
        cancellation);

    public Task<IReadOnlyList<Image>> FindAllAsync(long? userId, IReadOnlyList<long> ids, CancellationToken cancellation = default) => core.ReadAsync<IReadOnlyList<Image>>(
        (state, rows) => userId is { } user
            ? [.. rows.Find(Kind.Images, [.. ids.Where(id => Has(state, user, id))]).Select(Rows.ToImage)]
            : [.. rows.FindAny(Kind.Images, ids).Select(Rows.ToImage)],
        cancellation);

    public Task<IReadOnlyList<Image>> MoveAsync(
        long userId, IReadOnlyList<long> ids, long toAlbumId, CancellationToken cancellation = default) => core.WriteAsync<IReadOnlyList<Image>>(
        change =>
        {
            if (change.State.Album(userId, toAlbumId) is null)
                throw Refusal.AlbumNotFound(toAlbumId);
            List<Image> moved = [];
            foreach (long id in ids.Where(id => Has(change.State, userId, id)))
            {
                Image image = Read(change.Find, id) ?? throw Damage.Row(Kind.Images, $"{id}");
                moved.Add(image.AlbumId == toAlbumId ? image : Replace(change, image, image with { AlbumId = toAlbumId, UpdatedAt = change.Now }));
            }

            return moved;
        },
        cancellation);

    public Task<int> MoveAsync(long userId, long fromAlbumId, long toAlbumId, int limit, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            AlbumEntry from = change.State.Album(userId, fromAlbumId) ?? throw Refusal.AlbumNotFound(fromAlbumId);
            AlbumEntry to = change.State.Album(userId, toAlbumId) ?? throw Refusal.AlbumNotFound(toAlbumId);
            if (fromAlbumId == toAlbumId)
                return 0;
            // Whoever asked before may have asked too early.
            if (from.Facts.IsPrivate && !to.Facts.IsPrivate && from.ImagesById.Count > 0)
                throw AlbumRemoval.Opened(from.Facts.Name);
            List<long> ids = [.. from.ImagesById.Slice(0, limit)];
            foreach (long id in ids)
            {
                Image old = Read(change.Find, id) ?? throw Damage.Row(Kind.Images, $"{id}");
                Replace(change, old, old with { AlbumId = toAlbumId, UpdatedAt = change.Now });
            }

            return ids.Count;
        },
        cancellation);

    public Task<IReadOnlyList<Image>> GiveAsync(
        long userId, long toUserId, long toAlbumId, int limit, long? toPrivateAlbumId = null, CancellationToken cancellation = default) => core.WriteAsync<IReadOnlyList<Image>>(
        change =>
        {
            if (change.State.Album(toUserId, toAlbumId) is null)
                throw Refusal.AlbumNotFound(toAlbumId);
            long hidden = toPrivateAlbumId ?? toAlbumId;
            if (change.State.Album(toUserId, hidden) is null)
                throw Refusal.AlbumNotFound(hidden);
            List<Image> given = [];
            foreach (long id in change.State.User(userId)?.Images.Slice(0, limit).ToList() ?? [])
            {
                Image old = Read(change.Find, id) ?? throw Damage.Row(Kind.Images, $"{id}");
                bool isHidden = change.State.Album(userId, old.AlbumId)!.Facts.IsPrivate;
                Image image = old with { UserId = toUserId, AlbumId = isHidden ? hidden : toAlbumId, UpdatedAt = change.Now };
                LiteDbAlbums.ForgetCover(change, old);
                change.Update(Kind.Images, Rows.Of(image));
                change.Remember(() => Exchange(change.State, old, image), () => Exchange(change.State, image, old));
                given.Add(old);
            }

            return given;
        },
        cancellation);

    public Task<Page<Image>> ListAsync(ListQuery query, CancellationToken cancellation = default) => core.ReadAsync(
        (state, rows) =>
        {
            Page<long> ids = query.UserId is { } userId
                ? state.User(userId) is { } user ? ImageLists.Page(user, query) : new Page<long>([], 0)
                : AllImages.Page(state.Users.Values, query);
            return new Page<Image>([.. rows.Find(Kind.Images, ids.Items).Select(Rows.ToImage)], ids.Total);
        },
        cancellation);

    private static Image? Find(StoreState state, Func<string, BsonValue, BsonDocument?> find, long userId, string sha256, long? albumId) =>
        state.ByDigest(userId, sha256).Select(id => Read(find, id))
            .FirstOrDefault(image => image?.UserId == userId && image.Sha256 == sha256 && (albumId is null || image.AlbumId == albumId));

    private static bool Has(StoreState state, long userId, long id) => state.User(userId)?.Images.TryFind(id, out _) == true;

    private static Image? Read(Func<string, BsonValue, BsonDocument?> find, long id) =>
        find(Kind.Images, id) is { } row ? Rows.ToImage(row) : null;

    private static Image Replace(Change change, Image old, Image image)
    {
        if (image.AlbumId != old.AlbumId)
            LiteDbAlbums.ForgetCover(change, old);
        change.Update(Kind.Images, Rows.Of(image));
        UserEntry user = change.State.Users[image.UserId];
        change.Remember(() => user.Replace(old, image), () => user.Replace(image, old));
        return image;
    }

    private static void Exchange(StoreState state, Image old, Image image)
    {
        state.Remove(old);
        state.Add(image);
    }

    private static void CheckTexts(string? name, string? description)
    {
        if (Encoding.UTF8.GetByteCount(name ?? "") > ImageRow.MaxNameLength)
            throw Refusal.TooLong("name", ImageRow.MaxNameLength);
        if (Encoding.UTF8.GetByteCount(description ?? "") > ImageRow.MaxDescriptionLength)
            throw Refusal.TooLong("description", ImageRow.MaxDescriptionLength);
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
