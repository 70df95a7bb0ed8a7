using System.Diagnostics;
using Maple.Errors;

namespace Maple.Http.Metrics;

/// <summary>What maple counts of its requests. Nothing in it is about a user or an address, and it holds no more after a year than after a minute.</summary>
internal sealed class Traffic
{
    private static readonly Dictionary<string, ErrorCode> s_codes = Enum.GetValues<ErrorCode>().ToDictionary(code => code.Word());

    private readonly long[] _failures = new long[Enum.GetValues<ErrorCode>().Length];

    /// <summary>Of requests that match no route, and of what is refused before it is a request.</summary>
    public RouteTraffic Unrouted { get; } = new();

    public UploadCounters Uploads { get; } = new();

    /// <param name="started">Of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void Count(Exchange exchange, Response response, long started)
    {
        RouteTraffic route = exchange.Route?.Traffic ?? Unrouted;
        route.Count((int)response.Status, Stopwatch.GetTimestamp() - started, exchange.Request.Method == "HEAD" ? 0 : response.SentBytes);
        if (response.ErrorWord is { } word && s_codes.TryGetValue(word, out ErrorCode code))
            Interlocked.Increment(ref _failures[(int)code]);
    }

    public long Failures(ErrorCode code) => Volatile.Read(ref _failures[(int)code]);
}

/// <summary>Pictures that came, however they came.</summary>
internal sealed class UploadCounters
{
    private long _stored, _duplicate, _refused, _bytes;

    public long Stored => Volatile.Read(ref _stored);
    public long Duplicate => Volatile.Read(ref _duplicate);
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Of those that were stored.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void CountStored(long bytes)
    {
        Interlocked.Increment(ref _stored);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void CountDuplicate() => Interlocked.Increment(ref _duplicate);

    public void CountRefused() => Interlocked.Increment(ref _refused);
}
