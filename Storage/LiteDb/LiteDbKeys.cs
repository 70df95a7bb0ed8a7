namespace Maple.Storage.LiteDb;

internal sealed class LiteDbKeys(StoreCore core) : IKeyStore
{
    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.Keys.GetValueOrDefault(id), cancellation);

    public Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.User(userId)?.Keys.GetValueOrDefault(name), cancellation);

    public Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry user = change.State.User(userId) ?? throw Refusal.UserNotFound(userId);
            if (user.Keys.TryGetValue(name, out ApiKey? old))
            {
                change.Delete(Kind.Keys, old.Id);
                change.Remember(() => change.State.Remove(old), () => change.State.Add(old));
            }

            return Add(change, userId, name);
        },
        cancellation);

    /// <summary>A key of a name that the user has no key of.</summary>
    internal static ApiKey Add(Change change, long userId, string name)
    {
        ApiKey key = new()
        {
            Id = change.NextId(Kind.Keys),
            UserId = userId,
            Name = name,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(change.Now.ToUnixTimeSeconds()),
        };
        change.Insert(Kind.Keys, Rows.Of(key));
        change.Remember(() => change.State.Add(key), () => change.State.Remove(key));
        return key;
    }
}
