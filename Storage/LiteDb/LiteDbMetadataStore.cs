using LiteDB;
using Maple.Errors;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The metadata in one LiteDB file with a log beside it, for one process. Every completed change survives <c>kill -9</c> and power loss;
/// docs/decisions/0002-durable-litedb.md says how and what it costs.
/// </summary>
internal sealed class LiteDbMetadataStore : IMetadataStore
{
    // Sequential reads gain nothing from more.
    private const int CopySize = 1 << 20;

    private readonly StoreCore _core;
    private readonly StoreLock? _lock;
    private readonly SnapshotKeeper? _snapshots;
    private int _disposed;

    private LiteDbMetadataStore(StoreCore core, StoreLock? storeLock, SnapshotKeeper? snapshots)
    {
        _core = core;
        _lock = storeLock;
        _snapshots = snapshots;
        Users = new LiteDbUsers(core);
        Keys = new LiteDbKeys(core);
        Policies = new LiteDbPolicies(core);
        Sessions = new LiteDbSessions(core);
        Albums = new LiteDbAlbums(core);
        Images = new LiteDbImages(core);
        Usage = new LiteDbUsage(core);
        RateLimits = new LiteDbRateLimits(() => core.Now);
    }

    /// <inheritdoc cref="StoreLock.WasCutOff"/>
    public bool WasCutOff
    {
        get => _lock?.WasCutOff == true;
        set => _lock?.WasCutOff = value;
    }

    public IUserStore Users { get; }
    public IKeyStore Keys { get; }
    public IPolicyStore Policies { get; }
    public ISessionStore Sessions { get; }
    public IAlbumStore Albums { get; }
    public IImageStore Images { get; }
    public IUsageStore Usage { get; }
    public IRateLimitStore RateLimits { get; }

    /// <summary>Opens the store, or makes an empty one with its folder where there is none.</summary>
    /// <param name="path">The database file; its log, lock and snapshot are beside it.</param>
    /// <param name="time">Of new rows.</param>
    /// <param name="onMigrated">Told when the store was brought to today's schema.</param>
    /// <param name="observer">Told of what takes long.</param>
    /// <exception cref="MapleException">
    /// <c>store_in_use</c>, <c>store_damaged</c> (nothing was changed then), <c>store_too_new</c>, <c>storage_full</c>,
    /// <c>storage_unavailable</c>
    /// </exception>
    public static Task<LiteDbMetadataStore> OpenAsync(
        string path, TimeProvider time, Action<MigrationReport>? onMigrated = null, IStoreObserver? observer = null) =>
        OpenAsync(path, time, Migrations.Today, onMigrated, observer);

    internal static Task<LiteDbMetadataStore> OpenAsync(
        string path, TimeProvider time, Migrations migrations, Action<MigrationReport>? onMigrated, IStoreObserver? observer = null) =>
        Task.Run(() => Open(Path.GetFullPath(path), time, migrations, onMigrated, observer));

    /// <summary>A store over files that exist and are owned by the caller's lock, if any. Up to the last step no byte of them is changed.</summary>
    /// <param name="migrations">Null: those of this maple.</param>
    /// <param name="backup">Called before the first step of a migration, with the schema's version; the log is empty then.</param>
    /// <param name="snapshots">Null: none are taken or read.</param>
    internal static LiteDbMetadataStore Open(
        IStoreFile data,
        IStoreFile log,
        TimeProvider time,
        StoreLock? storeLock = null,
        Migrations? migrations = null,
        Action<int>? backup = null,
        SnapshotOptions? snapshots = null)
    {
        migrations ??= Migrations.Today;
        LogFile logFile = LogFile.Open(log);
        DataFileCheck.Verify(data, logFile);
        DurableEngine engine = new(data, logFile);
        try
        {
            int version = migrations.VersionOf(engine);
            if (version < migrations.Newest)
            {
                engine.MakeWritable();
                engine.Checkpoint();
                backup?.Invoke(version);
                migrations.Run(engine, version);
            }

            StoreState state = StateLoader.Load(engine, snapshots);
            engine.MakeWritable();
            StoreCore core = new(engine, state, time);
            return new LiteDbMetadataStore(core, storeLock, snapshots is null ? null : SnapshotKeeper.Begin(core, state, snapshots));
        }
        catch (Exception error)
        {
            engine.Abandon();
            if (error is IOException or MapleException or OutOfMemoryException)
                throw;
            throw Damage.Unreadable(error);
        }
    }

    public Task PingAsync(CancellationToken cancellation = default) => _core.WriteAsync(
        change =>
        {
            BsonDocument row = change.Find(Kind.Meta, Counters.RowId) ?? throw Damage.Row(Kind.Meta, Counters.RowId);
            change.Update(Kind.Meta, row);
            return true;
        },
        cancellation);

    /// <summary>Writes the store as of one moment into a new file, while changes go on. <see cref="LiteDbCopy"/> reads it.</summary>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public async Task CopyAsync(string path)
    {
        try
        {
            await _core.WhileStillAsync(data =>
            {
                using StoreFile copy = new(path, FileMode.CreateNew);
                byte[] buffer = new byte[CopySize];
                int read;
                for (long at = 0; (read = data.Read(buffer, at)) > 0; at += read)
                    copy.Write(buffer.AsSpan(0, read), at);
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal.OfStorage(error);
        }
    }

    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _disposed, 1) == 1 ? ValueTask.CompletedTask : new ValueTask(Task.Run(async () =>
        {
            if (_snapshots is not null)
                await _snapshots.StopAsync();
            _core.Dispose();
            // Without its log the database would lack something, and the next start is to know.
            if (!_core.IsDataWhole)
                WasCutOff = true;
            _lock?.Dispose();
        }));

    private static LiteDbMetadataStore Open(string path, TimeProvider time, Migrations migrations, Action<MigrationReport>? onMigrated, IStoreObserver? observer)
    {
        StoreLock? storeLock = null;
        MigrationReport? report = null;
        bool madeLog = false;
        List<IStoreFile> files = [];
        try
        {
            StoreFiles.MakeFolder(Path.GetDirectoryName(path)!);
            storeLock = StoreLock.Take(path);
            madeLog = StoreFiles.MakeIfMissing(path, storeLock.WasCutOff);
            files.Add(new StoreFile(path, FileMode.Open));
            files.Add(new StoreFile(StoreFiles.LogOf(path), FileMode.Open));
            LiteDbMetadataStore store = Open(files[0], files[1], time, storeLock, migrations, BackUp, new(new SnapshotFiles(path)) { Observer = observer });
            if (report is not null)
                onMigrated?.Invoke(report);
            return store;
        }
        catch (Exception error)
        {
            files.ForEach(file => file.Dispose());
            if (madeLog)
                File.Delete(StoreFiles.LogOf(path));
            storeLock?.Dispose();
            if (error is MapleException or not (IOException or UnauthorizedAccessException))
                throw;
            throw Refusal.OfStorage(error);
        }

        void BackUp(int version) =>
            report = new MigrationReport(version, migrations.Newest, MigrationBackup.Make(files[0], path, version, time.GetUtcNow()));
    }
}
