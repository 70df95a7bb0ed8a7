namespace Maple.Storage.Facts;

internal sealed class FactKeepingUsers(IUserStore users, FactSources sources, FactJournal journal) : IUserStore
{
    public async Task<User> AddAsync(NewUser user, CancellationToken cancellation = default)
    {
        User made = await users.AddAsync(user, cancellation);
        await journal.KeepAsync(
            sources.User(made.Id), sources.Album(made.Id, made.DefaultAlbumId), sources.Key(made.Id, ApiKey.DefaultName));
        return made;
    }

    public Task<User?> FindAsync(long id, CancellationToken cancellation = default) => users.FindAsync(id, cancellation);

    public Task<User?> FindByNameAsync(string name, CancellationToken cancellation = default) => users.FindByNameAsync(name, cancellation);

    public Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellation = default) => users.ListAsync(cancellation);

    public async Task<bool> SetPasswordHashAsync(
        long id, string passwordHash, string? expected = null, CancellationToken cancellation = default)
    {
        if (!await users.SetPasswordHashAsync(id, passwordHash, expected, cancellation))
            return false;
        await journal.KeepAsync(sources.User(id));
        return true;
    }
}

internal sealed class FactKeepingKeys(IKeyStore keys, FactSources sources, FactJournal journal) : IKeyStore
{
    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default) => keys.FindAsync(id, cancellation);

    public Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        keys.FindByNameAsync(userId, name, cancellation);

    public async Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default)
    {
        ApiKey made = await keys.ReplaceAsync(userId, name, cancellation);
        await journal.KeepAsync(sources.Key(userId, name));
        return made;
    }
}
