namespace Maple.Storage.Facts;

internal sealed class FactKeepingUsers(IUserStore users, IKeyStore keys, IUsageStore usage, FactSources sources, FactJournal journal, IFactFiles files) : IUserStore
{
    public async Task<User> AddAsync(NewUser user, CancellationToken cancellation = default)
    {
        User made = await users.AddAsync(user, cancellation);
        IReadOnlyList<ApiKey> own = await keys.ListAsync(made.Id, cancellation);
        await journal.KeepAsync(
            [sources.User(made.Id), sources.Album(made.Id, made.DefaultAlbumId), .. own.Select(key => sources.Key(made.Id, key.Id))]);
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

    public async Task<User> UpdateAsync(long id, UserChange change, CancellationToken cancellation = default) =>
        await KeptAsync(await users.UpdateAsync(id, change, cancellation));

    public async Task<User> BeginRemovalAsync(long id, UserRemovalPlan? plan, CancellationToken cancellation = default) =>
        await KeptAsync(await users.BeginRemovalAsync(id, plan, cancellation));

    /// <summary>
    /// The facts go before the user: after a crash in between the user is there, and their removal is finished. They go once more after the user, since
    /// one that was late may have come in between; after that none can come.
    /// </summary>
    public async Task<bool> RemoveAsync(long id, CancellationToken cancellation = default)
    {
        User? user = await users.FindAsync(id, cancellation);
        if (user?.Removal is not null && (await usage.OfUserAsync(id, cancellation)).Images == 0)
            await files.RemoveAsync(user.Name);
        bool wasThere = await users.RemoveAsync(id, cancellation);
        if (wasThere)
            await files.RemoveAsync(user!.Name);
        return wasThere;
    }

    private async Task<User> KeptAsync(User user)
    {
        await journal.KeepAsync(sources.User(user.Id));
        return user;
    }
}
