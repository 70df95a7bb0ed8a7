using Maple.Errors;

namespace Maple.Imaging;

/// <summary>
/// Variants on disk, bounded in bytes; the least recently used go first. A variant lies at <c>FOLDER/SOURCE/KEY.EXT</c>, so that all
/// of a source's go in one step. Survives restarts; owned by one process.
/// </summary>
internal sealed class VariantCache(string folder, long maxBytes, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly VariantFolder _files = new(folder, time);
    private readonly Dictionary<(string Source, string Key), Flight> _flights = [];
    private VariantIndex? _index;
    private long _hits, _misses;

    /// <summary>Variants that were there when they were asked for.</summary>
    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    /// <summary>
    /// The variant from the cache, or made and kept. However many ask at once, it is made once; if that fails, each of them gets the error.
    /// </summary>
    /// <param name="source">Names the picture: a relative path without anything odd.</param>
    /// <param name="key">Names the variant of it: letters and digits.</param>
    /// <param name="make">Disposed of by the cache. Must fail when the picture is gone.</param>
    /// <param name="cancellation">Ends the wait of this caller alone.</param>
    /// <exception cref="MapleException"><c>image_not_found</c> when it was removed meanwhile; what <paramref name="make"/> throws.</exception>
    public async Task<VariantFile> GetOrAddAsync(
        string source, string key, Func<Task<Rendition>> make, CancellationToken cancellation = default)
    {
        while (true)
        {
            Flight flight;
            lock (_lock)
            {
                if (TryOpen(source, key) is { } file)
                {
                    _hits++;
                    return file;
                }

                _misses++;
                if (!_flights.TryGetValue((source, key), out flight!))
                {
                    flight = new Flight();
                    _flights.Add((source, key), flight);
                    flight.Task = Task.Run(() => MakeAsync(source, key, make, flight), CancellationToken.None);
                }
            }

            await flight.Task.WaitAsync(cancellation);
            if (flight.IsRemoved)
                throw new MapleException(ErrorCode.ImageNotFound, "The image was deleted a moment ago.", "图片刚刚已被删除。");
            if (Interlocked.Exchange(ref flight.File, null) is { } made)
                return made;

            // Another caller has the handle; this one opens its own, or begins anew if the variant had to go already.
        }
    }

    /// <summary>
    /// Removes all variants of a picture, those being made included. To be called once the picture itself is gone,
    /// so that none can be made afterwards.
    /// </summary>
    public void RemoveAll(string source)
    {
        lock (_lock)
        {
            foreach (((string Source, string Key) id, Flight flight) in _flights.Where(f => f.Key.Source == source).ToList())
            {
                flight.IsRemoved = true;
                _flights.Remove(id);
            }

            try
            {
                // Without an index yet, the scan for it won't find them.
                _index?.RemoveAll(source);
                _files.RemoveAll(source);
            }
            catch (Exception e) when (IsOfDisk(e))
            {
                // Nobody finds them without the picture's row, and they go when the room is needed.
            }
        }
    }

    /// <summary>What is kept, in bytes of disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                try
                {
                    return Index().Room;
                }
                catch (Exception e) when (IsOfDisk(e))
                {
                    return 0;
                }
            }
        }
    }

    /// <summary>Removes all that is kept, and returns how many bytes of disk that frees. What is being made meanwhile is kept.</summary>
    public long Clear()
    {
        lock (_lock)
        {
            try
            {
                VariantIndex index = Index();
                long before = index.Room;
                foreach (VariantEntry entry in index.All())
                {
                    _files.Remove(entry);
                    index.Remove(entry);
                }

                return before - index.Room;
            }
            catch (Exception e) when (IsOfDisk(e))
            {
                throw new MapleException(
                    ErrorCode.StorageUnavailable,
                    "The cache could not be emptied: the disk doesn't let files be removed. Check the disk and its permissions.",
                    "无法清空缓存：磁盘不允许删除文件。请检查磁盘及其权限。",
                    e);
            }
        }
    }

    /// <summary>To be called at start, before the first use: removes what an earlier process was just writing.</summary>
    public void Recover() => _files.RemoveUnfinished();

    /// <summary>To be called at the end, after the last use: what is kept survives the end of the machine as well.</summary>
    public void Flush()
    {
        try
        {
            _files.Flush();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // Then it is made again after the machine's next start.
        }
    }

    private VariantFile? TryOpen(string source, string key)
    {
        try
        {
            VariantIndex index = Index();
            if (index.Use(source, key) is not { } entry)
                return null;
            if (_files.TryOpen(entry) is { } file)
                return file;
            index.Remove(entry);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // What can't be read now is made again.
        }

        return null;
    }

    private async Task MakeAsync(string source, string key, Func<Task<Rendition>> make, Flight flight)
    {
        try
        {
            using Rendition rendition = await make();
            try
            {
                Keep(source, key, rendition, flight);
            }
            catch (Exception e) when (IsOfDisk(e))
            {
                // A cache that can't keep it is no reason to refuse it: on a full disk pictures are still looked at.
                flight.File ??= new UncachedVariant(rendition.Bytes.ToArray(), rendition.Format.Extension, time.GetUtcNow());
            }
        }
        finally
        {
            lock (_lock)
            {
                // After a removal another flight may have begun under the same name.
                if (!flight.IsRemoved)
                    _flights.Remove((source, key));
            }
        }
    }

    private void Keep(string source, string key, Rendition rendition, Flight flight)
    {
        string temporary = _files.Write(rendition.Bytes.Span);
        lock (_lock)
        {
            if (flight.IsRemoved)
            {
                VariantFolder.Remove(temporary);
                return;
            }

            VariantEntry entry = new(source, key, rendition.Format.Extension, rendition.Bytes.Length);
            _files.Publish(temporary, entry);
            flight.File = _files.TryOpen(entry);
            foreach (VariantEntry old in Index().Add(entry, maxBytes))
                _files.Remove(old);
        }
    }

    private static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    // The first use pays for the scan, not the start.
    private VariantIndex Index() => _index ??= VariantIndex.Of(_files.Scan(), maxBytes, _files.Remove);

    private sealed class Flight
    {
        public Task Task = Task.CompletedTask;
        public VariantFile? File;
        public volatile bool IsRemoved;
    }
}
