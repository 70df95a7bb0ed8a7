namespace Maple.Storage.LiteDb;

internal sealed class LiteDbKeys(StoreCore core) : IKeyStore
{
    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.Keys.GetValueOrDefault(id), cancellation);

    public Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.User(userId)?.Keys.GetValueOrDefault(name), cancellation);

    public Task<IReadOnlyList<ApiKey>> ListAsync(long userId, CancellationToken cancellation = default) =>
        core.ReadAsync<IReadOnlyList<ApiKey>>((state, _) => [.. state.User(userId)?.Keys.Values.OrderBy(key => key.Id) ?? Enumerable.Empty<ApiKey>()], cancellation);

    public Task<ApiKey> AddAsync(long userId, NewKey key, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry user = change.State.User(userId) ?? throw Refusal.UserNotFound(userId);
            if (user.Keys.ContainsKey(key.Name))
                throw Refusal.KeyExists(key.Name);
            if (key.AlbumId is { } album && !user.Albums.ContainsKey(album))
                throw Refusal.AlbumNotFound(album);
            return Add(change, userId, key);
        },
        cancellation);

    public Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry user = change.State.User(userId) ?? throw Refusal.UserNotFound(userId);
            if (user.Keys.TryGetValue(name, out ApiKey? old))
                Remove(change, old);
            return Add(change, userId, new NewKey(name, Scopes.All));
        },
        cancellation);

    public Task<ApiKey?> RemoveAsync(long userId, long id, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (change.State.Keys.GetValueOrDefault(id) is not { } key || key.UserId != userId)
                return null;
            Remove(change, key);
            return key;
        },
        cancellation);

    public Task NoteUsesAsync(IReadOnlyDictionary<long, DateTimeOffset> uses, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            foreach ((long id, DateTimeOffset time) in uses)
            {
                if (change.State.Keys.GetValueOrDefault(id) is not { } old)
                    continue;
                ApiKey key = old with { UsedAt = ToMilliseconds(time) };
                change.Update(Kind.Keys, Rows.Of(key));
                change.Remember(() => change.State.Replace(key), () => change.State.Replace(old));
            }

            return true;
        },
        cancellation);

    /// <summary>A key of a name that the user has no key of.</summary>
    internal static ApiKey Add(Change change, long userId, NewKey wanted)
    {
        ApiKey key = new()
        {
            Id = change.NextId(Kind.Keys),
            UserId = userId,
            Name = wanted.Name,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(change.Now.ToUnixTimeSeconds()),
            Scopes = wanted.Scopes,
            AlbumId = wanted.AlbumId,
            ExpiresAt = wanted.ExpiresAt is { } expires ? ToMilliseconds(expires) : null,
        };
        change.Insert(Kind.Keys, Rows.Of(key));
        change.Remember(() => change.State.Add(key), () => change.State.Remove(key));
        return key;
    }

    internal static void Remove(Change change, ApiKey key)
    {
        change.Delete(Kind.Keys, key.Id);
        change.Remember(() => change.State.Remove(key), () => change.State.Add(key));
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
