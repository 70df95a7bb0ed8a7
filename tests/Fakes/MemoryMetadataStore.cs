using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Fakes;

/// <summary>One user's albums and images in memory, as far as <see cref="ImageLibrary"/> needs them; a test may make calls fail.</summary>
internal sealed class MemoryMetadataStore : IMetadataStore, IUserStore, IAlbumStore, IImageStore
{
    private readonly Lock _lock = new();
    private long _lastId = 10;

    public MemoryMetadataStore()
    {
        DefaultAlbum = AddAlbum(Album.DefaultName, isDefault: true);
        User = new User
        {
            Id = 1,
            Name = "bob",
            Email = "bob@example.org",
            PasswordHash = "",
            IsAdmin = false,
            DefaultAlbumId = DefaultAlbum.Id,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public User User { get; }
    public Album DefaultAlbum { get; }
    public Dictionary<long, Album> AlbumRows { get; } = [];
    public Dictionary<long, Image> ImageRows { get; } = [];

    /// <summary>Called before a row is added, and after it was.</summary>
    public Action<Image> BeforeAdd { get; set; } = _ => { };

    public Action<Image> AfterReplace { get; set; } = _ => { };

    public Action<Image> AfterAdd { get; set; } = _ => { };
    public Action BeforeRemoval { get; set; } = () => { };
    public Action BeforePing { get; set; } = () => { };
    public Action BeforeFindByStem { get; set; } = () => { };
    public Action BeforeAlbumRemoval { get; set; } = () => { };

    public IUserStore Users => this;
    public IAlbumStore Albums => this;
    public IImageStore Images => this;
    public IKeyStore Keys => throw new NotSupportedException();
    public IPolicyStore Policies => throw new NotSupportedException();
    public ISessionStore Sessions => throw new NotSupportedException();
    public IUsageStore Usage => throw new NotSupportedException();
    public IRateLimitStore RateLimits => throw new NotSupportedException();

    public Album AddAlbum(string name, bool isDefault = false)
    {
        lock (_lock)
        {
            var album = new Album
            {
                Id = ++_lastId,
                UserId = 1,
                Name = name,
                Description = "",
                IsDefault = isDefault,
                CreatedAt = DateTimeOffset.UnixEpoch,
                UpdatedAt = DateTimeOffset.UnixEpoch,
                ImageCount = 0,
            };
            return AlbumRows[album.Id] = album;
        }
    }

    Task<User?> IUserStore.FindAsync(long id, CancellationToken cancellation) =>
        Task.FromResult(id == User.Id ? User : null);

    Task<Album?> IAlbumStore.FindAsync(long userId, long id, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult(AlbumRows.GetValueOrDefault(id) is { } album && album.UserId == userId ? album : null);
    }

    Task<Album> IAlbumStore.RemoveAsync(long userId, long id, CancellationToken cancellation)
    {
        BeforeAlbumRemoval();
        lock (_lock)
        {
            if (AlbumRows.GetValueOrDefault(id) is not { } album || album.UserId != userId)
                throw new MapleException(ErrorCode.AlbumNotFound, "", "");
            if (album.IsDefault)
                throw new MapleException(ErrorCode.DefaultAlbum, "", "");
            if (ImageRows.Values.Any(i => i.AlbumId == id))
                throw new MapleException(ErrorCode.AlbumNotEmpty, "", "");
            AlbumRows.Remove(id);
            return Task.FromResult(album);
        }
    }

    Task<(Image Image, bool Added)> IImageStore.AddAsync(Image image, long? uniqueWithin, CancellationToken cancellation)
    {
        BeforeAdd(image);
        lock (_lock)
        {
            if (ImageRows.Values.FirstOrDefault(i => i.UserId == image.UserId && i.Sha256 == image.Sha256) is { } existing)
                return Task.FromResult((existing, false));
            if (!AlbumRows.ContainsKey(image.AlbumId))
                throw new MapleException(ErrorCode.AlbumNotFound, "", "");
            image = image with { Id = ++_lastId };
            ImageRows[image.Id] = image;
        }

        AfterAdd(image);
        return Task.FromResult((image, true));
    }

    Task<Image?> IImageStore.FindAsync(long userId, long id, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult(ImageRows.GetValueOrDefault(id) is { } image && image.UserId == userId ? image : null);
    }

    Task<Image?> IImageStore.FindBySha256Async(long userId, string sha256, long? albumId, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult(ImageRows.Values.FirstOrDefault(i => i.UserId == userId && i.Sha256 == sha256));
    }

    Task<Image?> IImageStore.FindByStemAsync(string stem, CancellationToken cancellation)
    {
        BeforeFindByStem();
        lock (_lock)
            return Task.FromResult(ImageRows.Values.FirstOrDefault(i => i.Stem == stem));
    }

    Task<Image> IImageStore.ReplaceAsync(long userId, long id, ImageContent content, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Image? image = ImageRows.GetValueOrDefault(id);
            if (image?.UserId != userId || image.Version != content.Version - 1)
                throw new MapleException(ErrorCode.ImageNotFound, "", "");
            if (ImageRows.Values.Any(i => i.Id != id && i.UserId == userId && i.Sha256 == content.Sha256))
                throw new MapleException(ErrorCode.ImageExists, "", "");
            ImageRows[id] = image.With(content, image.UpdatedAt);
            AfterReplace(ImageRows[id]);
            return Task.FromResult(ImageRows[id]);
        }
    }

    Task<Image> IImageStore.ForgetVersionAsync(long userId, long id, int number, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Image image = ImageRows[id];
            ImageRows[id] = image with { Kept = KeptVersion.Without(image.Kept, number) };
            AfterReplace(ImageRows[id]);
            return Task.FromResult(ImageRows[id]);
        }
    }

    Task<Image?> IImageStore.RemoveAsync(long userId, long id, long? albumId, CancellationToken cancellation)
    {
        BeforeRemoval();
        lock (_lock)
        {
            Image? image = ImageRows.GetValueOrDefault(id);
            if (image?.UserId != userId || image.AlbumId != (albumId ?? image.AlbumId))
                return Task.FromResult<Image?>(null);
            ImageRows.Remove(id);
            return Task.FromResult<Image?>(image);
        }
    }

    Task<int> IImageStore.MoveAsync(long userId, long fromAlbumId, long toAlbumId, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Image[] moved = [.. ImageRows.Values.Where(i => i.UserId == userId && i.AlbumId == fromAlbumId).Take(limit)];
            foreach (Image image in moved)
                ImageRows[image.Id] = image with { AlbumId = toAlbumId };
            return Task.FromResult(moved.Length);
        }
    }

    Task<Page<Image>> IImageStore.ListAsync(ListQuery query, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Image[] all = [.. ImageRows.Values.Where(i => i.UserId == query.UserId && i.AlbumId == query.AlbumId)];
            return Task.FromResult(new Page<Image>([.. all.Take(query.Number)], all.Length));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task PingAsync(CancellationToken cancellation = default)
    {
        BeforePing();
        return Task.CompletedTask;
    }

    // What the library has no need of.
    Task<User> IUserStore.AddAsync(NewUser user, CancellationToken c) => throw new NotSupportedException();

    Task<User?> IUserStore.FindByNameAsync(string name, CancellationToken c) => throw new NotSupportedException();

    Task<IReadOnlyList<User>> IUserStore.ListAsync(CancellationToken c) => throw new NotSupportedException();

    Task<bool> IUserStore.SetPasswordHashAsync(long id, string hash, string? expected, CancellationToken c) => throw new NotSupportedException();

    Task<User> IUserStore.UpdateAsync(long id, UserChange change, CancellationToken c) => throw new NotSupportedException();

    Task<User> IUserStore.BeginRemovalAsync(long id, UserRemovalPlan? plan, CancellationToken c) => throw new NotSupportedException();

    Task<bool> IUserStore.RemoveAsync(long id, CancellationToken c) => throw new NotSupportedException();

    Task<Album?> IAlbumStore.FindByNameAsync(long userId, string name, CancellationToken c) => throw new NotSupportedException();

    Task<Album?> IAlbumStore.FindByCoverAsync(long userId, long imageId, CancellationToken c) => throw new NotSupportedException();

    Task<Album> IAlbumStore.AddAsync(long userId, string name, string text, bool isPrivate, CancellationToken c) => throw new NotSupportedException();

    Task<Album> IAlbumStore.GetOrAddAsync(long userId, string name, CancellationToken c) => throw new NotSupportedException();

    Task<Album> IAlbumStore.UpdateAsync(long userId, long id, AlbumChange change, CancellationToken c) => throw new NotSupportedException();

    Task<Page<Album>> IAlbumStore.ListAsync(ListQuery query, CancellationToken c) => throw new NotSupportedException();

    Task<IReadOnlyList<Image>> IImageStore.FindAllAsync(long? userId, IReadOnlyList<long> ids, CancellationToken c) => throw new NotSupportedException();

    Task<IReadOnlyList<Image>> IImageStore.MoveAsync(long userId, IReadOnlyList<long> ids, long album, CancellationToken c) => throw new NotSupportedException();

    Task<IReadOnlyList<Image>> IImageStore.GiveAsync(long userId, long to, long album, int limit, long? hidden, CancellationToken c) => throw new NotSupportedException();

    ValueTask<HiddenPicture?> IImageStore.FindHiddenAsync(BlobKey key) => default;

    Task<Image> IImageStore.UpdateAsync(long userId, long id, ImageChange change, CancellationToken c) => throw new NotSupportedException();
}
