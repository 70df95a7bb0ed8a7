namespace Maple.Storage.Facts;

/// <summary>
/// A store that writes every fact down beside the pictures as well, after it is durable in the store and before the caller hears of it. So the
/// loss of the database loses no picture, name or album: <see cref="Maintenance.Rebuild"/> makes it again.
/// </summary>
internal sealed class FactKeepingStore : IMetadataStore
{
    private const int Portion = 500;

    private readonly IMetadataStore _store;
    private readonly FactJournal _journal;
    private readonly Action _onLateAtEnd;

    private FactKeepingStore(IMetadataStore store, FactJournal journal, IFactFiles files, Action? onLateAtEnd)
    {
        _store = store;
        _journal = journal;
        _onLateAtEnd = onLateAtEnd ?? (() => { });
        var sources = new FactSources(store);
        Users = new FactKeepingUsers(store.Users, store.Keys, store.Usage, sources, journal, files);
        Keys = new FactKeepingKeys(store.Keys, sources, journal);
        Albums = new FactKeepingAlbums(store.Albums, sources, journal);
        Images = new FactKeepingImages(store.Images, store.Albums, sources, journal);
    }

    public IUserStore Users { get; }
    public IKeyStore Keys { get; }

    /// <summary>Not written down: after a loss none is good any more, since nobody knows how often it was used.</summary>
    public IPolicyStore Policies => _store.Policies;

    /// <summary>Not written down: after a loss everybody logs in again.</summary>
    public ISessionStore Sessions => _store.Sessions;

    public IAlbumStore Albums { get; }
    public IImageStore Images { get; }

    public IUsageStore Usage => _store.Usage;

    /// <summary>Not written down: forgotten with the daemon anyway.</summary>
    public IRateLimitStore RateLimits => _store.RateLimits;

    /// <summary>Takes the store over. The facts of users who have none yet, from before there were any, are written first.</summary>
    /// <param name="onLateAtEnd">Called before the store is closed when some facts could not be written: the next start has to.</param>
    public static async Task<FactKeepingStore> OpenAsync(
        IMetadataStore store, IFactFiles files, Action<Exception, int> onFailure, Action? onLateAtEnd = null)
    {
        var opened = new FactKeepingStore(store, new FactJournal(files, onFailure), files, onLateAtEnd);
        foreach (User user in await store.Users.ListAsync())
        {
            if (!files.Exists(user.Name, IFactFiles.Account))
                await opened.WriteAllAsync(user);
        }

        return opened;
    }

    /// <summary>Writes down again what is so now, for facts that were found missing or wrong.</summary>
    public Task KeepAsync(IReadOnlyList<AskStore> facts) => _journal.KeepAsync(facts);

    public Task PingAsync(CancellationToken cancellation = default) => _store.PingAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        if (_journal.Late > 0)
            _onLateAtEnd();
        await _store.DisposeAsync();
    }

    /// <summary>The account comes last: where its file is, everything is.</summary>
    private async Task WriteAllAsync(User user)
    {
        var sources = new FactSources(_store);
        await EachAsync(_store.Images.ListAsync, image => sources.Image(image));
        await EachAsync(_store.Albums.ListAsync, album => sources.Album(user.Id, album.Id));
        IReadOnlyList<ApiKey> keys = await _store.Keys.ListAsync(user.Id);
        await _journal.KeepAsync([sources.User(user.Id), .. keys.Select(key => sources.Key(user.Id, key.Id))]);

        async Task EachAsync<T>(Func<ListQuery, CancellationToken, Task<Page<T>>> list, Func<T, AskStore> ask)
        {
            Page<T> page;
            int number = 1;
            do
            {
                page = await list(new ListQuery { UserId = user.Id, Page = number++, Number = Portion }, CancellationToken.None);
                await _journal.KeepAsync([.. page.Items.Select(ask)]);
            }
            while (page.Items.Count == Portion);
        }
    }
}
