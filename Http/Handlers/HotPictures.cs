using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>
/// Small pictures that are asked for more than once a second, in memory as they are served: finding and reading a thumbnail takes nine calls of the
/// kernel, a quarter of what serving it costs (docs/decisions/0011-serving.md). Safe from any thread; a name has one place in the table, and the last who wanted it has it.
/// </summary>
internal sealed class HotPictures : IDisposable
{
    /// <summary>Thumbnails have 5 to 30 KB.</summary>
    public const int MaxLength = 32 << 10;

    /// <summary>8 MB at most.</summary>
    private const int Slots = 256;

    /// <summary>
    /// How long it may take until what others do to the files shows: somebody with a shell, another process. What maple itself removes is forgotten at once.
    /// </summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    /// <summary>Asked for again within this, a picture is worth its place; unused for longer, it loses it.</summary>
    private static readonly TimeSpan s_hot = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Entry?[] _slots = new Entry?[Slots];
    private readonly Lock _lock = new();
    private int _removals;
    private long _hits, _misses;

    public HotPictures(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Sweep(), null, s_sweep, s_sweep);
    }

    /// <summary>Pictures that were served from here.</summary>
    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    /// <param name="variant">What else the URL says, null for the blob itself.</param>
    /// <param name="open">Null: there is none.</param>
    /// <exception cref="Exception">What <paramref name="open"/> throws.</exception>
    public async Task<ServedPicture?> OpenAsync(BlobKey key, string? variant, Func<Task<ServedPicture?>> open)
    {
        var name = new Name(key, variant);
        DateTimeOffset now = _time.GetUtcNow();
        Entry? known = Volatile.Read(ref Slot(name));
        if (known is not null && (known.Name != name || now - known.Since > s_hot))
            known = null;
        if (known is { Picture: { } kept } && now - known.Since <= s_fresh)
        {
            Interlocked.Increment(ref _hits);
            return kept.Served;
        }

        Interlocked.Increment(ref _misses);
        int removals = Volatile.Read(ref _removals);
        if (await open().ConfigureAwait(false) is not { } opened)
            return null;
        if (opened.Blob.Length > MaxLength)
            return opened;
        HotBlob? picture = known is null ? null : await ReadAsync(opened).ConfigureAwait(false);
        Put(new Entry(name, now, picture), removals);
        return picture?.Served ?? opened;
    }

    /// <summary>To be told to <see cref="Leftovers"/>: the picture is gone, with all that was made from it.</summary>
    public void Forget(BlobKey original)
    {
        string link = Stem.Split(original.Stem).Stem;
        lock (_lock)
        {
            _removals++;
            Drop(entry => entry.Name.Key.Folder == original.Folder && entry.Name.Key.Stem == link);
        }
    }

    public void Dispose() => _timer.Dispose();

    private ref Entry? Slot(Name name) => ref _slots[(uint)name.GetHashCode() % Slots];

    private void Put(Entry entry, int removals)
    {
        lock (_lock)
        {
            // What was opened before a removal must not come back after it.
            if (_removals == removals)
                Volatile.Write(ref Slot(entry.Name), entry);
        }
    }

    private void Sweep()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
            Drop(entry => now - entry.Since > s_hot);
    }

    private void Drop(Predicate<Entry> isToGo)
    {
        foreach (ref Entry? slot in _slots.AsSpan())
        {
            if (slot is not null && isToGo(slot))
                slot = null;
        }
    }

    private static async Task<HotBlob> ReadAsync(ServedPicture picture)
    {
        Blob blob = picture.Blob;
        await using (blob.ConfigureAwait(false))
        {
            byte[] bytes = new byte[blob.Length];
            await new BlobBody(blob).ReadExactlyAsync(bytes, 0).ConfigureAwait(false);
            return new HotBlob(bytes, blob.LastModified, blob.Edition, picture);
        }
    }

    private readonly record struct Name(BlobKey Key, string? Variant);

    /// <param name="Since">When it was read from the disk.</param>
    /// <param name="Picture">Null: it was asked for once.</param>
    private sealed record Entry(Name Name, DateTimeOffset Since, HotBlob? Picture);

    /// <summary>Shared by all who are served it, so there is nothing to dispose of.</summary>
    private sealed class HotBlob(byte[] bytes, DateTimeOffset lastModified, string edition, ServedPicture picture) : Blob
    {
        public ServedPicture Served => picture with { Blob = this };
        public override long Length => bytes.Length;
        public override DateTimeOffset LastModified => lastModified;
        public override string Edition => edition;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
        {
            int count = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer.Span);
            return new(count);
        }

        public override ValueTask DisposeAsync() => default;
    }
}

/// <summary>What a URL of a picture leads to.</summary>
/// <param name="IsLasting">It never leads to other bytes.</param>
internal readonly record struct ServedPicture(Blob Blob, string Extension, bool IsLasting = true)
{
    /// <summary>Where it lies; null of what was made for this request.</summary>
    public BlobKey? File { get; init; }
}
