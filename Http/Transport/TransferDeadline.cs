namespace Maple.Http.Transport;

/// <summary>How long a connection's other end may keep maple waiting. <see cref="ConnectionTable"/> looks once a second and cuts who overstays.</summary>
internal sealed class TransferDeadline(LimitOptions limits)
{
    /// <summary>Time before the minimum rate is asked for, so that a slow start is no offence.</summary>
    private const long GraceMilliseconds = 10_000;

    /// <summary>240 bytes a second is what Kestrel asks for: below the slowest modem, above a deliberate dribble.</summary>
    private const long MinimumBytesPerSecond = 240;

    /// <summary>nginx's <c>lingering_timeout</c>.</summary>
    private static readonly TimeSpan s_lingerIdle = TimeSpan.FromSeconds(5);

    /// <summary>nginx's <c>lingering_time</c>.</summary>
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(30);

    private long _idle;
    private long _end;
    private bool _hasRate;
    private long _started;
    private long _bytes;
    private long _waitingSince;

    /// <summary>Nothing of a request has come yet.</summary>
    public void BeginIdle() => Begin(limits.KeepAlive, limits.KeepAlive, hasRate: false);

    /// <summary>The first byte of a head came, or the TLS handshake begins.</summary>
    public void BeginHead() => Begin(limits.HeadTime, limits.HeadTime, hasRate: false);

    /// <summary>A body comes, or an answer goes.</summary>
    public void BeginBody() => Begin(limits.BodyIdle, TimeSpan.MaxValue / 2, hasRate: true);

    /// <summary>The answer is out; what is left is a client that goes on sending what nobody reads.</summary>
    public void BeginLinger() => Begin(limits.BodyIdle < s_lingerIdle ? limits.BodyIdle : s_lingerIdle, s_linger, hasRate: false);

    /// <summary>The other end is being waited for.</summary>
    public void Waiting() => Volatile.Write(ref _waitingSince, Environment.TickCount64);

    /// <summary>It sent or took so many bytes.</summary>
    public void Moved(int bytes)
    {
        Volatile.Write(ref _waitingSince, 0);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    /// <summary>Whether the transfer must be cut now.</summary>
    public bool IsMissed(long now)
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == 0)
            return false;
        return now - since > Volatile.Read(ref _idle)
            || now > Volatile.Read(ref _end)
            || (Volatile.Read(ref _hasRate) && now - Volatile.Read(ref _started) > GraceMilliseconds && Rate(now) < MinimumBytesPerSecond);
    }

    /// <summary>
    /// What it deserves when somebody has to go: the bytes a second of a transfer, below zero when nothing is under way. Null: it isn't
    /// waited for, or has hardly begun.
    /// </summary>
    public long? Merit(long now)
    {
        const long tooShortToTell = 1_000;
        long age = now - Volatile.Read(ref _started);
        if (Volatile.Read(ref _waitingSince) == 0 || age < tooShortToTell)
            return null;
        return Volatile.Read(ref _hasRate) ? Rate(now) : -age;
    }

    private long Rate(long now) => Volatile.Read(ref _bytes) * 1000 / (now - Volatile.Read(ref _started));

    private void Begin(TimeSpan idle, TimeSpan length, bool hasRate)
    {
        long now = Environment.TickCount64;
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _started, now);
        Volatile.Write(ref _idle, (long)idle.TotalMilliseconds);
        Volatile.Write(ref _end, now + (long)length.TotalMilliseconds);
        Volatile.Write(ref _hasRate, hasRate);
    }
}
