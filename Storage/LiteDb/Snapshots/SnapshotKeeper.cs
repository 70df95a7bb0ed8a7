namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>
/// Takes snapshots while the store works: in small pieces, each under the lock for less than a millisecond. Pieces of different moments
/// don't fit together, and needn't: whatever changed meanwhile is in the tail, and is read anew from its row.
/// </summary>
internal sealed class SnapshotKeeper(StoreCore core, SnapshotOptions options)
{
    private const int ChunksAtOnce = 4;
    private const int KeysAtOnce = 16 * 1024;

    /// <summary>For the check of room: 48 bytes of row, 16 of indexes, and texts.</summary>
    private const long BytesPerImage = 200;

    private static readonly TimeSpan s_patienceAfterFailure = TimeSpan.FromMinutes(10);

    private Task _running = Task.CompletedTask;
    private DateTimeOffset _notBefore;
    private volatile bool _failed;
    private volatile bool _isStopping;

    public static SnapshotKeeper Begin(StoreCore core, StoreState state, SnapshotOptions options)
    {
        SnapshotKeeper keeper = new(core, options);
        // Without a tail every row was read, and what there may be is not to be believed by anybody.
        if (state.Counters.Tail is null)
            Try(options.Files.Clear);
        keeper.Look(state);
        core.Afterwards = keeper.Look;
        return keeper;
    }

    /// <summary>Starts one if it is time to. To be called by the store's writer alone.</summary>
    public void Look(StoreState state)
    {
        if (_isStopping || !_running.IsCompleted || !IsDue(state))
            return;
        _running = Task.Run(TryTakeAsync);
    }

    /// <summary>Waits for one that has begun, so that it was not for nothing.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        return _running;
    }

    private bool IsDue(StoreState state) => _failed
        ? options.IsWorthwhile(state.Rows.Images) && core.Now >= _notBefore
        : options.IsDue(state.Rows.Images, state.Counters.Tail);

    private async Task TryTakeAsync()
    {
        try
        {
            await TakeAsync();
            _failed = false;
        }
        catch (Exception error)
        {
            _failed = true;
            _notBefore = core.Now + s_patienceAfterFailure;
            Try(options.Files.Discard);
            options.Observer?.SnapshotFailed(error);
        }
    }

    private async Task TakeAsync()
    {
        (Tail tail, int images) = await core.WriteAsync(
            change =>
            {
                if (change.State.Counters.Tail is null)
                    change.SetTail(Tail.Begin());
                return (change.State.Counters.Tail!, change.State.Rows.Images);
            },
            CancellationToken.None);
        SnapshotHeader header = SnapshotHeader.Of(tail);
        await using (Stream stream = options.Files.Create(images * BytesPerImage))
        {
            SnapshotWriter writer = new(stream);
            writer.Write(SnapshotBlock.Header, header);
            await WriteImagesAsync(writer);
            await WriteKeysAsync(writer, SnapshotBlock.Stems, state => state.Stems);
            await WriteKeysAsync(writer, SnapshotBlock.Digests, state => state.Digests);
            writer.Write(SnapshotBlock.End, header);
            options.Files.Publish(stream);
        }

        while (await core.WriteAsync(change => TailRows.Trim(change, header), CancellationToken.None))
        {
        }
    }

    private async Task WriteImagesAsync(SnapshotWriter writer)
    {
        long[] users = await core.ReadAsync<long[]>((state, _) => [.. state.Users.Keys], CancellationToken.None);
        foreach (long user in users)
        {
            long last = long.MinValue;
            // Nothing of a user who was removed meanwhile.
            while (await core.ReadAsync((state, _) => state.User(user)?.Images.CopyAfter(last, ChunksAtOnce) ?? [], CancellationToken.None) is [.., var end] copies)
            {
                foreach (ImageChunk copy in copies)
                    writer.Write(user, copy);
                last = end.LastId;
            }
        }
    }

    private async Task WriteKeysAsync(SnapshotWriter writer, SnapshotBlock kind, Func<StoreState, OrderedList<HashKey>> index)
    {
        HashKey next = default;
        while (await core.ReadAsync<HashKey[]>((state, _) => [.. index(state).From(next).Take(KeysAtOnce)], CancellationToken.None) is [.., var end] keys)
        {
            writer.Write(kind, keys);
            next = end.Next;
        }
    }

    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Rubbish, which the next attempt removes; nobody believes it.
        }
    }
}
