using System.Collections.Concurrent;

namespace Maple.Storage;

/// <summary>
/// What the disk refused and will have to take yet: blobs of an image whose row is gone; and what belongs to a change that the store refused while it could
/// not say whether it is durable, as an error in the midst of a flush leaves that open. It is tried again as soon as the store has taken another change, and
/// every few seconds. What this process does not live to finish, the next start does: the notes of what is in flight stay until then.
/// </summary>
internal sealed class Unfinished(IMetadataStore metadata)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<(long ImageId, Func<Task<bool>> Finish)> _waiting = new();
    private int _isTrying;

    /// <summary>What is tried again waits its turn: an image may have got other bytes meanwhile, under the very names of those that were refused.</summary>
    public ImageGates Gates { get; } = new();

    /// <summary>
    /// For a change that the store may have refused in vain: what was refused before one that is durable is gone from its log. To be called in the image's turn.
    /// </summary>
    /// <param name="imageId">0 when it has none yet.</param>
    /// <param name="finish">Looks at the rows, and removes what no row leads to. False or an error: not yet.</param>
    public async Task AfterRefusalAsync(long imageId, Func<Task<bool>> finish)
    {
        if (!await StoreWorksAsync() || !await IsDoneAsync(finish))
            Later(imageId, finish);
    }

    /// <inheritdoc cref="AfterRefusalAsync"/>
    public void Later(long imageId, Func<Task<bool>> finish)
    {
        _waiting.Enqueue((imageId, finish));
        if (Interlocked.Exchange(ref _isTrying, 1) == 0)
            _ = TryUntilDoneAsync();
    }

    /// <summary>Each that waits is tried once. To be called after a change that is durable, and in no image's turn.</summary>
    public async Task TryAsync()
    {
        List<(long ImageId, Func<Task<bool>> Finish)> notYet = [];
        while (_waiting.TryDequeue(out (long ImageId, Func<Task<bool>> Finish) next))
        {
            using IDisposable turn = await Gates.EnterAsync(next.ImageId, CancellationToken.None);
            if (!await IsDoneAsync(next.Finish))
                notYet.Add(next);
        }

        notYet.ForEach(_waiting.Enqueue);
    }

    private async Task TryUntilDoneAsync()
    {
        do
        {
            while (!_waiting.IsEmpty)
            {
                await Task.Delay(s_pause);
                if (await StoreWorksAsync())
                    await TryAsync();
            }

            Volatile.Write(ref _isTrying, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isTrying, 1) == 0);
    }

    private async Task<bool> StoreWorksAsync()
    {
        try
        {
            await metadata.PingAsync(CancellationToken.None);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static async Task<bool> IsDoneAsync(Func<Task<bool>> finish)
    {
        try
        {
            return await finish();
        }
        catch (Exception)
        {
            return false;
        }
    }
}
