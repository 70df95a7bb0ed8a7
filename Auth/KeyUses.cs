using System.Collections.Concurrent;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>
/// When keys were used. Kept in memory, and written for all of them together a minute after the first use that is not written yet: no request waits for
/// it, and a key that is used all the time costs one write a minute. A kill loses the last minute.
/// </summary>
/// <param name="onFailure">Told when it could not be written; it is tried again a minute later.</param>
internal sealed class KeyUses : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly IKeyStore _keys;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFailure;
    private readonly ConcurrentDictionary<long, DateTimeOffset> _unwritten = [];
    private readonly ITimer _timer;
    private int _isWaiting;

    public KeyUses(IKeyStore keys, TimeProvider time, Action<Exception> onFailure)
    {
        (_keys, _time, _onFailure) = (keys, time, onFailure);
        _timer = time.CreateTimer(_ => _ = WriteAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Note(long keyId)
    {
        _unwritten[keyId] = _time.GetUtcNow();
        Wait();
    }

    /// <summary>The key with what is not written yet.</summary>
    public ApiKey Of(ApiKey key) => _unwritten.TryGetValue(key.Id, out DateTimeOffset used) ? key with { UsedAt = used } : key;

    /// <summary>Writes what there is. Doesn't throw.</summary>
    public async Task WriteAsync()
    {
        Interlocked.Exchange(ref _isWaiting, 0);
        Dictionary<long, DateTimeOffset> uses = new(_unwritten);
        if (uses.Count == 0)
            return;
        try
        {
            await _keys.NoteUsesAsync(uses);
            // Those used again meanwhile stay for the next time.
            foreach (KeyValuePair<long, DateTimeOffset> written in uses)
                _unwritten.TryRemove(written);
        }
        catch (Exception e)
        {
            _onFailure(e);
            Wait();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await WriteAsync();
    }

    private void Wait()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
            _timer.Change(s_period, Timeout.InfiniteTimeSpan);
    }
}
