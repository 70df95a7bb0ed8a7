using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Token buckets in memory: the file has one process, and an attacker who can restart that has no need of guessing. A bucket is one number,
/// the time at which it will be full again (ITU-T I.371's GCRA), so one that is full needs none.
/// </summary>
/// <param name="maxBuckets">100,000 take 5 MB.</param>
internal sealed class LiteDbRateLimits(Func<DateTimeOffset> now, int maxBuckets = 100_000) : IRateLimitStore
{
    private readonly Lock _lock = new();

    // Names come from strangers: by digest they are short, and nobody can make them collide.
    private readonly Dictionary<UInt128, long> _fullAt = [];

    /// <summary>Buckets that are remembered.</summary>
    internal int Count => _fullAt.Count;

    public ValueTask<TimeSpan> TakeAsync(string bucket, TokenRate rate, CancellationToken cancellation = default)
    {
        UInt128 name = MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(bucket.AsSpan())));
        long time = now().UtcTicks, span = rate.Capacity * rate.Refill.Ticks;
        lock (_lock)
        {
            // No bucket is ever emptier than empty, also when somebody sets the clock back.
            long fullAt = Math.Clamp(_fullAt.GetValueOrDefault(name), time, time + span) + rate.Refill.Ticks;
            if (fullAt > time + span)
                return new(TimeSpan.FromTicks(fullAt - time - span));
            if (_fullAt.Count >= maxBuckets)
                Forget(time);
            _fullAt[name] = fullAt;
            return new(TimeSpan.Zero);
        }
    }

    /// <summary>Those that are full; and where that is not half, those that will be soonest. Half, so that it happens seldom.</summary>
    private void Forget(long time)
    {
        long[] ends = [.. _fullAt.Values];
        Array.Sort(ends);
        long upTo = Math.Max(time, ends[ends.Length / 2]);
        foreach ((UInt128 name, long fullAt) in _fullAt)
        {
            // Removal during enumeration is allowed since .NET Core 3.0.
            if (fullAt <= upTo)
                _fullAt.Remove(name);
        }
    }
}
