using System.Diagnostics;

namespace Maple.Unix;

/// <summary>An instant until which is waited, on the clock that nobody sets.</summary>
internal readonly struct Deadline
{
    private readonly long _at;

    private Deadline(long at) => _at = at;

    public static Deadline Never => new(long.MaxValue);

    public bool IsNever => _at == long.MaxValue;

    /// <summary>What is left as poll(2) takes it: never below 0.</summary>
    public int Milliseconds => (int)Math.Clamp(Math.Ceiling(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _at).TotalMilliseconds), 0, int.MaxValue);

    public static Deadline In(TimeSpan time) => new(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
}
