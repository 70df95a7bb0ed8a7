namespace Maple.Logging;

/// <summary>An entry as it was logged, for people to look at.</summary>
/// <param name="Line">The whole entry as text, without time and level.</param>
internal sealed record RecentEvent(DateTimeOffset Time, LogLevel Level, string Line);

/// <summary>The last entries, for the back office: a daemon whose log nobody reads can still say what went wrong. Safe from any thread.</summary>
internal sealed class RecentEvents
{
    /// <summary>A few screens; with stack traces some 200 KB at worst.</summary>
    public const int Capacity = 200;

    private readonly Lock _lock = new();
    private readonly Queue<RecentEvent> _events = new(Capacity);

    public void Add(RecentEvent recent)
    {
        lock (_lock)
        {
            if (_events.Count == Capacity)
                _events.Dequeue();
            _events.Enqueue(recent);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecentEvent> List()
    {
        lock (_lock)
            return [.. _events.Reverse()];
    }
}
