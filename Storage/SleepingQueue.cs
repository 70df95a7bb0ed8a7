using System.Diagnostics.CodeAnalysis;

namespace Maple.Storage;

/// <summary>
/// Work for threads that sleep until there is some. BlockingCollection's spin first, for a time that is longer than what they wait for here is short:
/// of 430 calls of sched_yield for each upload by one client, 130 were theirs.
/// </summary>
internal sealed class SleepingQueue<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _items = [];
    private bool _isClosed;

    /// <returns>False when it is closed.</returns>
    public bool TryAdd(T item)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _items.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Nothing comes any more; what is there is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Without waiting.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
            return _items.TryDequeue(out item);
    }

    /// <summary>Waits for an item; false when it is closed and empty.</summary>
    public bool Take([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            while (!_items.TryDequeue(out item))
            {
                if (_isClosed)
                    return false;
                Monitor.Wait(_gate);
            }

            return true;
        }
    }
}
