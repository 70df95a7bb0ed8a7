namespace Maple.Http.Transport;

/// <summary>
/// How long one request may take to arrive and one answer to leave. <c>HttpListener</c> ignores cancellation tokens and stops its own timers after
/// a request's first byte, so a transfer that overstays is cut by <see cref="Watchdog"/>.
/// </summary>
/// <param name="idle">No byte for this long.</param>
internal sealed class TransferDeadline(TimeSpan idle)
{
    /// <summary>Time before the minimum rate is asked for, so that a slow start is no offence.</summary>
    private const long GraceMilliseconds = 10_000;

    /// <summary>240 bytes a second is what Kestrel asks for: below the slowest modem, above a deliberate dribble.</summary>
    private const long MinimumBytesPerSecond = 240;

    /// <summary>nginx's <c>lingering_timeout</c>.</summary>
    private const long LingerIdleMilliseconds = 5_000;

    /// <summary>nginx's <c>lingering_time</c>.</summary>
    private const long LingerMilliseconds = 30_000;

    private long _idle = (long)idle.TotalMilliseconds;
    private long _end = long.MaxValue;
    private long _started = Environment.TickCount64;
    private long _bytes;
    private long _waitingSince;

    /// <summary>A new transfer begins: the body, or the answer.</summary>
    public void Restart()
    {
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _started, Environment.TickCount64);
    }

    /// <summary>The answer is out; what is left is a client that goes on sending what nobody reads.</summary>
    public void Linger()
    {
        Restart();
        Volatile.Write(ref _idle, Math.Min(_idle, LingerIdleMilliseconds));
        Volatile.Write(ref _end, Environment.TickCount64 + LingerMilliseconds);
    }

    /// <summary>The other end is being waited for.</summary>
    public void Waiting() => Volatile.Write(ref _waitingSince, Environment.TickCount64);

    /// <summary>It sent or took so many bytes.</summary>
    public void Moved(int bytes)
    {
        Volatile.Write(ref _waitingSince, 0);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    /// <summary>It was missed and the transfer cut.</summary>
    public bool WasMissed { get; private set; }

    /// <summary>Whether the transfer must be cut now.</summary>
    public bool IsMissed(long now)
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == 0)
            return false;
        long elapsed = now - Volatile.Read(ref _started);
        return WasMissed = now - since > Volatile.Read(ref _idle)
            || now > Volatile.Read(ref _end)
            || (elapsed > GraceMilliseconds && Volatile.Read(ref _bytes) * 1000 < elapsed * MinimumBytesPerSecond);
    }
}
