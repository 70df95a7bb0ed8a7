namespace Maple.Imaging;

/// <summary>Runs work that is heavy on CPU and memory: so many at a time, within so many bytes together, first come first served.</summary>
internal sealed class WorkQueue(int workers, int maxWaiting, long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _running;
    private long _bytes;

    /// <summary>How much is being done, and how much waits.</summary>
    public (int Running, int Waiting) Load
    {
        get
        {
            lock (_lock)
                return (_running, _waiting.Count);
        }
    }

    /// <param name="bytes">What the work will hold at its peak, at most the queue's whole budget.</param>
    /// <exception cref="Errors.MapleException"><c>overloaded</c>, at once, when too many are waiting.</exception>
    public async Task<T> RunAsync<T>(long bytes, Func<Task<T>> work, CancellationToken cancellation)
    {
        await EnterAsync(bytes, cancellation);
        try
        {
            return await work();
        }
        finally
        {
            Leave(bytes);
        }
    }

    private async Task EnterAsync(long bytes, CancellationToken cancellation)
    {
        LinkedListNode<Waiter> node = new(new(bytes));
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom(bytes))
            {
                Take(bytes);
                return;
            }

            if (_waiting.Count >= maxWaiting)
                throw ImageErrors.Overloaded(_waiting.Count);
            _waiting.AddLast(node);
        }

        await using (cancellation.Register(() => Abandon(node, cancellation)))
            await node.Value.Turn.Task;
    }

    private void Abandon(LinkedListNode<Waiter> node, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (node.List is null)
                return;
            _waiting.Remove(node);
            node.Value.Turn.SetCanceled(cancellation);

            // It may have stood before smaller ones that fit.
            CallNext();
        }
    }

    private void Leave(long bytes)
    {
        lock (_lock)
        {
            _running--;
            _bytes -= bytes;
            CallNext();
        }
    }

    private void CallNext()
    {
        while (_waiting.First is { } next && HasRoom(next.Value.Bytes))
        {
            _waiting.RemoveFirst();
            Take(next.Value.Bytes);
            next.Value.Turn.SetResult();
        }
    }

    private bool HasRoom(long bytes) => _running < workers && (_running == 0 || _bytes + bytes <= maxBytes);

    private void Take(long bytes)
    {
        _running++;
        _bytes += bytes;
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
