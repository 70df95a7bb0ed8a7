namespace Maple.Storage.Disk;

/// <summary>
/// Threads that wait for the disk, so that those of the pool don't: an fsync blocks for milliseconds while the CPU is idle, and a pool that
/// starts with one thread for each core would take no other request meanwhile.
/// </summary>
internal sealed class FlushThreads : IDisposable
{
    private readonly SleepingQueue<Action> _queue = new();

    public FlushThreads(int count)
    {
        for (int i = 0; i < count; i++)
            new Thread(Work) { IsBackground = true, Name = $"flush {i}" }.Start();
    }

    public Task RunAsync(Action action)
    {
        // Continuations must not run here: they would keep the next commit from being flushed.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isOpen = _queue.TryAdd(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        ObjectDisposedException.ThrowIf(!isOpen, this);
        return done.Task;
    }

    /// <summary>What waits is still done; the threads end after it.</summary>
    public void Dispose() => _queue.Close();

    private void Work()
    {
        while (_queue.Take(out Action? action))
            action();
    }
}
