using System.Collections.Concurrent;

namespace Maple.Http.Transport;

/// <summary>Looks once a second for transfers that have missed their deadline and cuts them.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly ConcurrentDictionary<TransferDeadline, Func<Task>> _watched = new();
    private readonly Timer _timer;

    public Watchdog() => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <param name="cut">Run at most once; it must not throw.</param>
    public void Watch(TransferDeadline deadline, Func<Task> cut) => _watched[deadline] = cut;

    public void Forget(TransferDeadline deadline) => _watched.TryRemove(deadline, out _);

    private void Look()
    {
        long now = Environment.TickCount64;
        foreach ((TransferDeadline deadline, Func<Task> cut) in _watched)
        {
            if (deadline.IsMissed(now) && _watched.TryRemove(deadline, out _))
                _ = cut();
        }
    }

    public void Dispose() => _timer.Dispose();
}
