namespace Maple.Storage;

/// <summary>An API key's facts. The key itself is derived from the secret, see <c>Auth/ApiKeys.cs</c>; a stolen store holds none.</summary>
internal sealed record ApiKey
{
    /// <summary>The one that every user has from the beginning. It is never restricted.</summary>
    public const string DefaultName = "default";

    public required long Id { get; init; }
    public required long UserId { get; init; }

    /// <summary>Unique within a user, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Whole seconds, UTC: the timestamp inside the token.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    public Scopes Scopes { get; init; } = Scopes.All;

    /// <summary>The one album that it is for; null: all of them.</summary>
    public long? AlbumId { get; init; }

    /// <summary>From when on it is worth nothing; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was used last, as of a minute ago; null: never yet, as far as is known.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>What a caller says of a key to be made; the store adds id and time of issue.</summary>
internal sealed record NewKey(string Name, Scopes Scopes, long? AlbumId = null, DateTimeOffset? ExpiresAt = null);

internal interface IKeyStore
{
    /// <summary>Null when it never was or is revoked. One that has expired is found.</summary>
    Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default);

    /// <summary>By name, without regard to case.</summary>
    Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default);

    /// <summary>All of a user's, by id.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(long userId, CancellationToken cancellation = default);

    /// <exception cref="Errors.MapleException"><c>user_not_found</c>, <c>key_exists</c>, <c>album_not_found</c></exception>
    Task<ApiKey> AddAsync(long userId, NewKey key, CancellationToken cancellation = default);

    /// <summary>Makes a new key of that name, without restrictions, and revokes the one that had it, in one step. Ids are never used again.</summary>
    Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default);

    /// <summary>Revokes it and returns what it was; null when the user has none of that id.</summary>
    Task<ApiKey?> RemoveAsync(long userId, long id, CancellationToken cancellation = default);

    /// <summary>Keeps when keys were used, all in one step. Those that are gone are passed over.</summary>
    Task NoteUsesAsync(IReadOnlyDictionary<long, DateTimeOffset> uses, CancellationToken cancellation = default);
}
