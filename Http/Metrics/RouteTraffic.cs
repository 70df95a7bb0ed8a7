using System.Diagnostics;

namespace Maple.Http.Metrics;

/// <summary>Requests of one route since the start: by class of status, and by how long the answer took. Counted without a lock.</summary>
internal sealed class RouteTraffic
{
    /// <summary>In seconds: a picture from memory takes well below a millisecond, an upload of a camera's picture 50 to 200, a decoding 30 seconds at most.</summary>
    public static readonly double[] Bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly long[] s_ticks = [.. Bounds.Select(seconds => (long)(seconds * Stopwatch.Frequency))];

    private readonly long[] _byClass = new long[5];
    private readonly long[] _byTime = new long[Bounds.Length + 1];
    private long _ticks;
    private long _bytes;

    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    /// <param name="bytes">Of the answer's body.</param>
    public void Count(int status, long ticks, long bytes)
    {
        int slot = Array.BinarySearch(s_ticks, ticks);
        Interlocked.Increment(ref _byTime[slot < 0 ? ~slot : slot]);
        Interlocked.Increment(ref _byClass[Math.Clamp(status / 100, 1, 5) - 1]);
        Interlocked.Add(ref _ticks, ticks);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>From 1xx to 5xx.</summary>
    public IReadOnlyList<long> ByClass => [.. _byClass.Select((_, i) => Volatile.Read(ref _byClass[i]))];

    /// <summary>How many took no longer than each of <see cref="Bounds"/>, and last, all of them.</summary>
    public IReadOnlyList<long> Cumulative()
    {
        long sum = 0;
        return [.. _byTime.Select((_, i) => sum += Volatile.Read(ref _byTime[i]))];
    }

    public double Seconds => (double)Volatile.Read(ref _ticks) / Stopwatch.Frequency;

    public long Bytes => Volatile.Read(ref _bytes);
}
