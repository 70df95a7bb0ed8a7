using System.Collections.Concurrent;

namespace Maple.Http.Transport;

/// <summary>Looks once a second for transfers that have missed their deadline and cuts them.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly ConcurrentDictionary<TransferDeadline, Action> _watched = new();
    private readonly Timer _timer;

    public Watchdog() => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    public void Watch(TransferDeadline deadline, Action cut) => _watched[deadline] = cut;

    public void Forget(TransferDeadline deadline) => _watched.TryRemove(deadline, out _);

    private void Look()
    {
        long now = Environment.TickCount64;
        foreach ((TransferDeadline deadline, Action cut) in _watched)
        {
            if (deadline.IsMissed(now) && _watched.TryRemove(deadline, out _))
                cut();
        }
    }

    public void Dispose() => _timer.Dispose();
}
