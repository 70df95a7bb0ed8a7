namespace Maple.Storage;

/// <summary>
/// Where users, keys, sessions, albums and the facts about images live. Every change is durable when its task completes: it survives
/// <c>kill -9</c> and power loss. Every member may be called from any number of threads, and by more than one process at a time
/// where the implementation allows it; so uniqueness, ids and deduplication are decided here, in one step, never by a caller's 'look, then write'.
/// </summary>
/// <remarks>
/// Errors common to all members: <c>storage_full</c> when there is no room, <c>storage_unavailable</c> when the medium
/// doesn't answer; both leave the store as it was.
/// </remarks>
internal interface IMetadataStore : IAsyncDisposable
{
    IUserStore Users { get; }
    IKeyStore Keys { get; }
    IPolicyStore Policies { get; }
    ISessionStore Sessions { get; }
    IAlbumStore Albums { get; }
    IImageStore Images { get; }
    IUsageStore Usage { get; }
    IRateLimitStore RateLimits { get; }

    /// <summary>Completes when the store can read and write.</summary>
    Task PingAsync(CancellationToken cancellation = default);
}

internal interface IUserStore
{
    /// <summary>
    /// Makes a user with their default album and a key named <see cref="ApiKey.DefaultName"/>, in one step. The first user is an administrator.
    /// </summary>
    /// <exception cref="Errors.MapleException"><c>user_exists</c>, <c>email_exists</c>; both compare without regard to case.</exception>
    Task<User> AddAsync(NewUser user, CancellationToken cancellation = default);

    Task<User?> FindAsync(long id, CancellationToken cancellation = default);

    /// <summary>By name, without regard to case.</summary>
    Task<User?> FindByNameAsync(string name, CancellationToken cancellation = default);

    /// <summary>All of them, by id.</summary>
    Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellation = default);

    /// <param name="id">The user's.</param>
    /// <param name="passwordHash">The new one.</param>
    /// <param name="expected">Only in its place; null: in place of any.</param>
    /// <param name="cancellation">Of the wait.</param>
    /// <returns>False when <paramref name="expected"/> was not there; nothing is changed then.</returns>
    /// <exception cref="Errors.MapleException"><c>user_not_found</c></exception>
    Task<bool> SetPasswordHashAsync(long id, string passwordHash, string? expected = null, CancellationToken cancellation = default);

    /// <exception cref="Errors.MapleException">
    /// <c>user_not_found</c>, also once their removal has begun; <c>email_exists</c>; <c>last_admin</c>: no administrator who may log in would be left.
    /// </exception>
    Task<User> UpdateAsync(long id, UserChange change, CancellationToken cancellation = default);

    /// <summary>
    /// Begins to remove a user: they are disabled, and what is to become of their images is kept, so that whoever finds them half removed can go on.
    /// To be called again when it has begun already; another plan takes the place of the first.
    /// </summary>
    /// <param name="id">The user's.</param>
    /// <param name="plan">Null: only a user without images.</param>
    /// <param name="cancellation">Of the wait.</param>
    /// <exception cref="Errors.MapleException"><c>user_not_found</c>, also of the one who is to get the images; <c>user_not_empty</c>, <c>last_admin</c></exception>
    Task<User> BeginRemovalAsync(long id, UserRemovalPlan? plan, CancellationToken cancellation = default);

    /// <summary>Removes a user whose removal has begun, with their albums, keys and sessions; false when there is none such.</summary>
    /// <exception cref="Errors.MapleException"><c>user_not_empty</c>: images first.</exception>
    Task<bool> RemoveAsync(long id, CancellationToken cancellation = default);
}

/// <param name="Id">Random, from <c>Auth/Sessions.cs</c>; the cookie carries it signed.</param>
internal sealed record Session(string Id, long UserId, DateTimeOffset ExpiresAt);

internal interface ISessionStore
{
    Task AddAsync(Session session, CancellationToken cancellation = default);

    /// <summary>Null when it never was, was ended or has expired.</summary>
    Task<Session?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>Ends it; nothing happens when there is none.</summary>
    Task RemoveAsync(string id, CancellationToken cancellation = default);

    /// <summary>Ends all of a user's sessions, but for one that may be named.</summary>
    Task RemoveAllAsync(long userId, string? except = null, CancellationToken cancellation = default);

    /// <summary>Forgets what has expired; returns how many.</summary>
    Task<int> RemoveExpiredAsync(CancellationToken cancellation = default);
}

internal interface IAlbumStore
{
    Task<Album?> FindAsync(long userId, long id, CancellationToken cancellation = default);

    /// <summary>By name, without regard to case.</summary>
    Task<Album?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default);

    /// <exception cref="Errors.MapleException"><c>album_exists</c></exception>
    Task<Album> AddAsync(long userId, string name, string description, bool isPrivate = false, CancellationToken cancellation = default);

    /// <summary>The album of that name, made if there is none; two callers at once get the same one.</summary>
    Task<Album> GetOrAddAsync(long userId, string name, CancellationToken cancellation = default);

    /// <summary>The album that has this image for its cover.</summary>
    Task<Album?> FindByCoverAsync(long userId, long imageId, CancellationToken cancellation = default);

    /// <exception cref="Errors.MapleException">
    /// <c>album_not_found</c>, <c>album_exists</c>, <c>image_not_found</c> for a cover that is not in the album
    /// </exception>
    Task<Album> UpdateAsync(long userId, long id, AlbumChange change, CancellationToken cancellation = default);

    /// <summary>Removes an empty album and returns it.</summary>
    /// <exception cref="Errors.MapleException"><c>album_not_found</c>, <c>default_album</c>, <c>album_not_empty</c></exception>
    Task<Album> RemoveAsync(long userId, long id, CancellationToken cancellation = default);

    Task<Page<Album>> ListAsync(ListQuery query, CancellationToken cancellation = default);
}

internal interface IImageStore
{
    /// <summary>
    /// Adds a row unless the user has one with the same SHA-256, in which case that one is returned and nothing is added.
    /// <see cref="Image.Id"/> of the argument is not read; the store gives it.
    /// </summary>
    /// <param name="image">The row.</param>
    /// <param name="uniqueWithin">The album whose images alone it is compared with; null: with all of the user's.</param>
    /// <param name="cancellation">Of the wait.</param>
    /// <exception cref="Errors.MapleException"><c>album_not_found</c> when the album went away meanwhile.</exception>
    Task<(Image Image, bool Added)> AddAsync(Image image, long? uniqueWithin = null, CancellationToken cancellation = default);

    Task<Image?> FindAsync(long userId, long id, CancellationToken cancellation = default);

    /// <param name="userId">Whose.</param>
    /// <param name="sha256">As <see cref="Image.Sha256"/>.</param>
    /// <param name="albumId">In this album; null: in any.</param>
    /// <param name="cancellation">Of the wait.</param>
    Task<Image?> FindBySha256Async(long userId, string sha256, long? albumId = null, CancellationToken cancellation = default);

    /// <summary>By <see cref="Image.Stem"/>.</summary>
    Task<Image?> FindByStemAsync(string stem, CancellationToken cancellation = default);

    /// <summary>
    /// Whose picture it is, if it is not for everybody. Asked for every picture that is served, so it looks at memory alone and costs next to nothing
    /// while no album is private. It sees a change from the moment on at which the change is answered, or earlier.
    /// </summary>
    ValueTask<HiddenPicture?> FindHiddenAsync(BlobKey key);

    /// <exception cref="Errors.MapleException"><c>image_not_found</c>, <c>album_not_found</c></exception>
    Task<Image> UpdateAsync(long userId, long id, ImageChange change, CancellationToken cancellation = default);

    /// <summary>Gives the row of the version before that content's other bytes, and returns it as it is then.</summary>
    /// <exception cref="Errors.MapleException">
    /// <c>image_not_found</c>, also for another version; <c>image_exists</c> when another image of the user has these bytes
    /// </exception>
    Task<Image> ReplaceAsync(long userId, long id, ImageContent content, CancellationToken cancellation = default);

    /// <summary>Keeps a version no longer, and returns the image as it is then.</summary>
    /// <exception cref="Errors.MapleException"><c>image_not_found</c></exception>
    Task<Image> ForgetVersionAsync(long userId, long id, int number, CancellationToken cancellation = default);

    /// <summary>Removes the row and returns it; null when there is none, or it is not in the one album that is meant.</summary>
    Task<Image?> RemoveAsync(long userId, long id, long? albumId = null, CancellationToken cancellation = default);

    /// <summary>Those of the ids that exist, in the order given.</summary>
    /// <param name="userId">Whose images alone; null: anybody's.</param>
    /// <param name="ids">Each once.</param>
    /// <param name="cancellation">Of the wait.</param>
    Task<IReadOnlyList<Image>> FindAllAsync(long? userId, IReadOnlyList<long> ids, CancellationToken cancellation = default);

    /// <summary>Moves those of the ids that the user has into an album, in one step; returns them as they are then, in the order given.</summary>
    /// <exception cref="Errors.MapleException"><c>album_not_found</c></exception>
    Task<IReadOnlyList<Image>> MoveAsync(long userId, IReadOnlyList<long> ids, long toAlbumId, CancellationToken cancellation = default);

    /// <summary>Moves at most <paramref name="limit"/> images from one album to another in one step; returns how many.</summary>
    /// <exception cref="Errors.MapleException"><c>album_not_found</c></exception>
    /// <exception cref="Errors.MapleException"><c>album_private</c>: it is, and the other is not.</exception>
    Task<int> MoveAsync(long userId, long fromAlbumId, long toAlbumId, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Gives at most <paramref name="limit"/> of a user's images to another, in one step, and returns them as they were. Their files stay where they
    /// are. The other may have an image of the same bytes already; then they have two.
    /// </summary>
    /// <param name="userId">Whose.</param>
    /// <param name="toUserId">Who gets them.</param>
    /// <param name="toAlbumId">The album for those from albums that are not private.</param>
    /// <param name="toPrivateAlbumId">The album for the others; null: there are none.</param>
    /// <param name="limit">At most.</param>
    /// <param name="cancellation">Of the wait.</param>
    /// <exception cref="Errors.MapleException"><c>album_not_found</c></exception>
    Task<IReadOnlyList<Image>> GiveAsync(
        long userId, long toUserId, long toAlbumId, int limit, long? toPrivateAlbumId = null, CancellationToken cancellation = default);

    Task<Page<Image>> ListAsync(ListQuery query, CancellationToken cancellation = default);
}
