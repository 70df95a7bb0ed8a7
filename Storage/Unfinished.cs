using System.Threading.Channels;

namespace Maple.Storage;

/// <summary>
/// Ends what was begun with images. What the disk refuses is tried again every two seconds: blobs that no row leads to; and what belongs to a change that the
/// store refused while it could not say whether it is durable, as an error in the midst of a flush leaves that open. What this process does not live to
/// end, the next start does: the notes of what is in flight stay until then.
/// </summary>
/// <param name="onRefused">Told what went wrong when nothing had waited before.</param>
internal sealed class Unfinished(
    IMetadataStore metadata, IBlobStore blobs, IInFlight inFlight, Action<BlobKey> onRemoved, Action<Exception> onRefused)
{
    /// <summary>200 bytes each. Beyond it the disk has been broken for long, and the next start and <c>maple check</c> find the rest.</summary>
    private const int MostWaiting = 100_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Leftovers _leftovers = new(metadata, blobs, onRemoved);
    private readonly Channel<(InFlightImage Begun, bool IsInDoubt)> _waiting = Channel.CreateUnbounded<(InFlightImage, bool)>();
    private int _inDoubt;

    /// <summary>Who changes which blobs an image has waits for its turn, and so does what is tried again: it may have got others of the same names meanwhile.</summary>
    public ImageGates Gates { get; } = new();

    /// <summary>To be called in the image's turn, when the rows are as they are to be.</summary>
    /// <returns>Null, or what was refused first: that is tried again.</returns>
    public async Task<Exception?> EndAsync(params IReadOnlyList<InFlightImage> begun)
    {
        Exception? first = null;
        foreach (InFlightImage one in begun)
        {
            if (await RefusalAsync(one) is not { } refusal)
                continue;
            first ??= refusal;
            Later(one, refusal, isInDoubt: false);
        }

        return first;
    }

    /// <summary>
    /// To be called in the image's turn, when the store may have refused a change in vain. Only once it has taken another one do the rows tell the truth:
    /// what was refused before that is gone from its log.
    /// </summary>
    public async Task EndAfterAsync(Exception refusal, params IReadOnlyList<InFlightImage> begun)
    {
        if (await StoreWorksAsync())
        {
            await EndAsync(begun);
            return;
        }

        foreach (InFlightImage one in begun)
            Later(one, refusal, isInDoubt: true);
    }

    /// <summary>What an earlier process began and did not end, each in its turn.</summary>
    public async Task ResumeAsync(IReadOnlyList<InFlightImage> left, CancellationToken cancellation = default)
    {
        foreach (InFlightImage begun in left)
        {
            using IDisposable turn = await Gates.EnterAsync(begun.LinkStem, cancellation);
            await EndAsync(begun);
        }
    }

    /// <summary>
    /// To be called before blobs are stored under names that earlier ones may have had: those of a change that is in doubt may still be a row's.
    /// </summary>
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c>: the store doesn't work yet.</exception>
    public Task SettleAsync() => Volatile.Read(ref _inDoubt) == 0 ? Task.CompletedTask : metadata.PingAsync(CancellationToken.None);

    /// <summary>Tries again until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellation))
            {
                await Task.Delay(s_pause, cancellation);
                await TryAgainAsync(cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The next start goes on.
        }
    }

    /// <summary>Each that waits is tried once. Not to be called twice at a time.</summary>
    public async Task TryAgainAsync(CancellationToken cancellation = default)
    {
        // Before the store is asked: what comes after that is not answered by it.
        int count = _waiting.Reader.Count;
        bool? storeWorks = null;
        for (; count > 0 && _waiting.Reader.TryRead(out (InFlightImage Begun, bool IsInDoubt) next); count--)
        {
            if (next.IsInDoubt && !(storeWorks ??= await StoreWorksAsync()))
            {
                _waiting.Writer.TryWrite(next);
                continue;
            }

            if (next.IsInDoubt)
                Interlocked.Decrement(ref _inDoubt);
            using IDisposable turn = await Gates.EnterAsync(next.Begun.LinkStem, cancellation);
            if (await RefusalAsync(next.Begun) is not null)
                _waiting.Writer.TryWrite(next with { IsInDoubt = false });
        }
    }

    private void Later(InFlightImage begun, Exception refusal, bool isInDoubt)
    {
        int waiting = _waiting.Reader.Count;
        if (waiting == 0)
            onRefused(refusal);
        if (waiting >= MostWaiting)
            return;
        if (isInDoubt)
            Interlocked.Increment(ref _inDoubt);
        _waiting.Writer.TryWrite((begun, isInDoubt));
    }

    private async Task<Exception?> RefusalAsync(InFlightImage begun)
    {
        try
        {
            (_, _, Exception? refusal) = await _leftovers.RemoveAsync(begun);
            if (refusal is null)
                inFlight.End(begun);
            return refusal;
        }
        catch (Exception e)
        {
            return e;
        }
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
}
