namespace Maple.Http.Transport;

/// <summary>
/// How long one request may take to arrive and one answer to leave. <c>HttpListener</c> ignores cancellation tokens and stops its own timers after
/// a request's first byte, so a transfer that overstays is cut by <see cref="Watchdog"/>.
/// </summary>
internal sealed class TransferDeadline
{
    /// <summary>No byte for this long: apache's and nginx's default is 60 s, but a phone that changes networks is back well before 30.</summary>
    private const long IdleMilliseconds = 30_000;

    /// <summary>Time before the minimum rate is asked for, so that a slow start is no offence.</summary>
    private const long GraceMilliseconds = 10_000;

    /// <summary>240 bytes a second is what Kestrel asks for: below the slowest modem, above a deliberate dribble.</summary>
    private const long MinimumBytesPerSecond = 240;

    private long _started = Environment.TickCount64;
    private long _bytes;
    private long _waitingSince;

    /// <summary>A new transfer begins: the body, or the answer.</summary>
    public void Restart()
    {
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _started, Environment.TickCount64);
    }

    /// <summary>The other end is being waited for.</summary>
    public void Waiting() => Volatile.Write(ref _waitingSince, Environment.TickCount64);

    /// <summary>It sent or took so many bytes.</summary>
    public void Moved(int bytes)
    {
        Volatile.Write(ref _waitingSince, 0);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    public bool IsMissed(long now)
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == 0)
            return false;
        long elapsed = now - Volatile.Read(ref _started);
        return now - since > IdleMilliseconds
            || (elapsed > GraceMilliseconds && Volatile.Read(ref _bytes) * 1000 < elapsed * MinimumBytesPerSecond);
    }
}
