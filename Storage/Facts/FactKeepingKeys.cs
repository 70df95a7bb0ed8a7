namespace Maple.Storage.Facts;

internal sealed class FactKeepingKeys(IKeyStore keys, FactSources sources, FactJournal journal) : IKeyStore
{
    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default) => keys.FindAsync(id, cancellation);

    public Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        keys.FindByNameAsync(userId, name, cancellation);

    public Task<IReadOnlyList<ApiKey>> ListAsync(long userId, CancellationToken cancellation = default) => keys.ListAsync(userId, cancellation);

    public async Task<ApiKey> AddAsync(long userId, NewKey key, CancellationToken cancellation = default)
    {
        ApiKey made = await keys.AddAsync(userId, key, cancellation);
        await journal.KeepAsync(sources.Key(userId, made.Id));
        return made;
    }

    public async Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default)
    {
        ApiKey? old = await keys.FindByNameAsync(userId, name, cancellation);
        ApiKey made = await keys.ReplaceAsync(userId, name, cancellation);
        List<AskStore> facts = [sources.Key(userId, made.Id)];
        if (old is not null)
            facts.Insert(0, sources.Key(userId, old.Id));
        await journal.KeepAsync(facts);
        return made;
    }

    public async Task<ApiKey?> RemoveAsync(long userId, long id, CancellationToken cancellation = default)
    {
        ApiKey? removed = await keys.RemoveAsync(userId, id, cancellation);
        if (removed is not null)
            await journal.KeepAsync(sources.Key(userId, id));
        return removed;
    }

    /// <summary>Not written down: after a loss nobody remembers.</summary>
    public Task NoteUsesAsync(IReadOnlyDictionary<long, DateTimeOffset> uses, CancellationToken cancellation = default) =>
        keys.NoteUsesAsync(uses, cancellation);
}
