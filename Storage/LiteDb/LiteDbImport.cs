using System.Globalization;
using Maple.Unix;

namespace Maple.Storage.LiteDb;

/// <summary>A new store in files of its own beside the old ones, whose lock it holds from the beginning.</summary>
internal sealed class LiteDbImport : IMetadataImport
{
    private const string Suffix = ".rebuild";

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly StoreLock _lock;
    private readonly StoreCore _core;
    private readonly Dictionary<string, long> _last = [];
    private bool _isClosed;

    private LiteDbImport(string path, TimeProvider time, StoreLock storeLock)
    {
        _path = path;
        _time = time;
        _lock = storeLock;
        Forget(Unfinished);
        StoreFiles.MakeIfMissing(Unfinished, wasCutOff: false);
        LogFile log = LogFile.Open(new StoreFile(StoreFiles.LogOf(Unfinished), FileMode.Open));
        var engine = new DurableEngine(new StoreFile(Unfinished, FileMode.Open), log);
        engine.MakeWritable();
        _core = new StoreCore(engine, StateLoader.Load(engine), time);
    }

    private string Unfinished => _path + Suffix;

    /// <exception cref="Errors.MapleException"><c>store_in_use</c>, <c>storage_full</c>, <c>storage_unavailable</c></exception>
    public static LiteDbImport Begin(string path, TimeProvider time)
    {
        StoreLock? storeLock = null;
        try
        {
            StoreFiles.MakeFolder(Path.GetDirectoryName(path)!);
            storeLock = StoreLock.Take(path);
            return new LiteDbImport(path, time, storeLock);
        }
        catch (Exception error)
        {
            // On a full disk that is what was made already.
            if (storeLock is not null)
                Forget(path + Suffix);
            storeLock?.Dispose();
            if (error is not (IOException or UnauthorizedAccessException))
                throw;
            throw Refusal.OfStorage(error);
        }
    }

    public Task AddAsync(User user, IReadOnlyList<Album> albums, IReadOnlyList<ApiKey> keys) => _core.WriteAsync(
        change =>
        {
            Reach(change, Kind.Users, user.Id);
            change.Insert(Kind.Users, Rows.Of(user));
            change.Remember(() => change.State.Add(user), () => change.State.Remove(user));
            foreach (Album album in albums)
            {
                Reach(change, Kind.Albums, album.Id);
                LiteDbAlbums.Add(change, album);
            }

            foreach (ApiKey key in keys)
            {
                Reach(change, Kind.Keys, key.Id);
                change.Insert(Kind.Keys, Rows.Of(key));
                change.Remember(() => change.State.Add(key), () => change.State.Remove(key));
            }

            return true;
        },
        CancellationToken.None);

    public Task AddAsync(IReadOnlyList<Image> images) => _core.WriteAsync(
        change =>
        {
            foreach (Image image in images)
            {
                Reach(change, Kind.Images, image.Id);
                change.Insert(Kind.Images, Rows.Of(image));
                change.Remember(() => change.State.Add(image), () => change.State.Remove(image));
            }

            return true;
        },
        CancellationToken.None);

    public Task SetCoverAsync(long userId, long albumId, long imageId) => _core.WriteAsync(
        change =>
        {
            Album album = change.State.Album(userId, albumId)!.Facts;
            LiteDbAlbums.Replace(change, album, album with { CoverId = imageId });
            return true;
        },
        CancellationToken.None);

    /// <remarks>The log goes before the database comes: an old one would be read as the new one's.</remarks>
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c>; then the old store is where it was.</exception>
    public Task<IReadOnlyList<string>> FinishAsync() => Task.Run(IReadOnlyList<string> () =>
    {
        _core.MoveLog();
        Close();
        if (!_core.IsDataWhole)
            throw Refusal.OfStorage(new IOException("the new database's log could not be moved into it"));
        string aside = _path + _time.GetUtcNow().ToString("'.old-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var moved = new List<string>();
        foreach ((string from, string to) in ((string, string)[])[(_path, aside), (StoreFiles.LogOf(_path), StoreFiles.LogOf(aside))])
        {
            if (!File.Exists(from))
                continue;
            File.Move(from, to);
            moved.Add(to);
        }

        File.Move(Unfinished, _path);
        File.Delete(StoreFiles.LogOf(Unfinished));
        Posix.SyncFolder(Path.GetDirectoryName(_path)!);
        // It was the old one, if any, that was cut off.
        _lock.WasCutOff = false;
        return moved;
    });

    public ValueTask DisposeAsync() => new(Task.Run(() =>
    {
        Close();
        Forget(Unfinished);
        _lock.Dispose();
    }));

    /// <summary>The next id given is above every one that was.</summary>
    private void Reach(Change change, string kind, long id)
    {
        while (_last.GetValueOrDefault(kind) < id)
            _last[kind] = change.NextId(kind);
    }

    private void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _core.Dispose();
    }

    private static void Forget(string unfinished)
    {
        foreach (string file in (string[])[unfinished, StoreFiles.LogOf(unfinished)])
        {
            File.Delete(file);
            File.Delete(file + ".new");
        }
    }
}
