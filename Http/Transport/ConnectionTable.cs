using System.Collections.Concurrent;

namespace Maple.Http.Transport;

/// <summary>
/// All connections, and the requests under way on them: how many there may be, who has to go when there are too many, and when those that
/// keep maple waiting are cut.
/// </summary>
/// <param name="max">Connections at once.</param>
internal sealed class ConnectionTable(int max) : IDisposable
{
    /// <summary>
    /// Requests being worked on at once: 2,048 of the usual 8,192 connections. One that waits for its body holds some 20 KB, and a few descriptors.
    /// </summary>
    private readonly int _maxInFlight = Math.Max(16, max / 4);

    /// <summary>So many leave together when there is no room: to look through all of them takes longer than to cut one.</summary>
    private readonly int _leaveTogether = Math.Clamp(max / 64, 1, 64);

    /// <summary>A second: each is an exception that goes up through several methods, and thousands of those at once are memory.</summary>
    private const int MostCut = 1000;

    private readonly ConcurrentDictionary<Connection, bool> _all = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Timer? _timer;
    private int _count;
    private int _inFlight;
    private int _gone;
    private long _collected;
    private volatile bool _isDraining;

    /// <summary>No new work is taken.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Connections that are open, and requests under way on them.</summary>
    public (int Connections, int InFlight) Load => (Volatile.Read(ref _count), Volatile.Read(ref _inFlight));

    public void Start() => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <summary>Sends some away: there is no room for more.</summary>
    public void MakeRoom() => SendAway(_all.Keys);

    /// <summary>False when there is no room, nor can be made.</summary>
    public bool TryAdd(Connection connection)
    {
        if (Volatile.Read(ref _count) >= max)
            MakeRoom();
        if (_isDraining || Volatile.Read(ref _count) >= max)
            return false;
        Interlocked.Increment(ref _count);
        _all[connection] = true;
        return true;
    }

    public void Remove(Connection connection)
    {
        End(connection);
        if (!_all.TryRemove(connection, out _))
            return;
        Interlocked.Decrement(ref _count);
        Interlocked.Increment(ref _gone);
    }

    /// <summary>A request has come. False: it can't be worked on now.</summary>
    public bool TryBegin(Connection connection)
    {
        if (Volatile.Read(ref _inFlight) >= _maxInFlight)
            SendAway(_all.Keys.Where(c => c.IsBusy));
        if (Volatile.Read(ref _inFlight) >= _maxInFlight)
            return false;
        connection.IsBusy = true;
        Interlocked.Increment(ref _inFlight);
        if (!_isDraining)
            return true;
        End(connection);
        return false;
    }

    /// <summary>Its answer is out, or never will be. May be said again.</summary>
    public void End(Connection connection)
    {
        if (Interlocked.Exchange(ref connection.IsBusy, false) && Interlocked.Decrement(ref _inFlight) == 0 && _isDraining)
            _drained.TrySetResult();
    }

    /// <summary>Takes no new work, lets what is under way end, and returns whether all of it did in time.</summary>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        _isDraining = true;
        foreach (Connection idle in _all.Keys.Where(c => !c.IsBusy))
            idle.Cut();
        if (Volatile.Read(ref _inFlight) == 0)
            return true;
        return await Task.WhenAny(_drained.Task, Task.Delay(patience)).ConfigureAwait(false) == _drained.Task;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Those that wait for nothing go first, the longest idle before others; then the slowest transfers.</summary>
    private void SendAway(IEnumerable<Connection> candidates)
    {
        long now = Environment.TickCount64;
        var worst = new PriorityQueue<Connection, long>();
        foreach (Connection connection in candidates)
        {
            if (connection.Deadline.Merit(now) is not { } merit)
                continue;
            // The queue gives up its best one: what stays is the worst.
            worst.Enqueue(connection, -merit);
            if (worst.Count > _leaveTogether)
                worst.Dequeue();
        }

        while (worst.TryDequeue(out Connection? connection, out _))
        {
            connection.Abort();
            Remove(connection);
        }
    }

    private void Look()
    {
        long now = Environment.TickCount64;
        int cut = 0;
        foreach ((Connection connection, _) in _all)
        {
            if (connection.IsClosed && !connection.IsBusy)
                Remove(connection);
            else if (cut < MostCut && connection.Deadline.IsMissed(now))
            {
                cut++;
                connection.Cut();
            }
        }

        CollectCrowd();
    }

    /// <summary>
    /// Thousands that left are garbage of the oldest generation, which the collector lets lie until as much again has come: 8,000 with long heads that came,
    /// went and came again took 173 MB without this, and 107 with it.
    /// </summary>
    private void CollectCrowd()
    {
        const int crowd = 1024;
        const long growth = 16 << 20;
        long used = GC.GetTotalMemory(forceFullCollection: false);
        _collected = Math.Min(_collected, used);
        if (Volatile.Read(ref _gone) < crowd)
            return;
        Interlocked.Exchange(ref _gone, 0);
        if (used - _collected < growth)
            return;
        GC.Collect();
        _collected = GC.GetTotalMemory(forceFullCollection: false);
    }
}
