namespace Maple.Http;

/// <summary>The <c>[server]</c> section of the configuration.</summary>
internal sealed record ServerOptions
{
    /// <summary>Address and port. Loopback, for a proxy in front; <c>[::]:8000</c> is every address of both kinds.</summary>
    public string Listen { get; init; } = "127.0.0.1:8000";

    /// <summary>PEM file of the certificate and its chain. With <see cref="TlsKey"/>: the port speaks TLS.</summary>
    public string? TlsCert { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>What links begin with, e.g. <c>https://host/pics/</c>. Null: taken from the request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Addresses or networks (CIDR) whose forwarding headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = ["127.0.0.1", "::1"];

    /// <summary>A trusted nginx sends pictures itself (X-Accel-Redirect), so its group may read them.</summary>
    public bool XAccel { get; init; }

    /// <summary>Page size of lists when the request names none.</summary>
    public int PerPage { get; init; } = 10;

    /// <summary>Chinese and other letters as \u escapes in JSON.</summary>
    public bool JsonAsAscii { get; init; }

    /// <summary>Where the back office is.</summary>
    public string AdminUrl { get; init; } = "/admin/";

    /// <summary>Every middleware there is, in the order in which it runs by default; see <c>Http/Middleware/</c>.</summary>
    public static readonly IReadOnlyList<string> KnownMiddleware =
        ["access-log", "security-headers", "client-address", "authentication", "same-origin"];

    /// <summary>The middleware that runs, outermost first.</summary>
    public IReadOnlyList<string> Middleware { get; init; } = KnownMiddleware;
}

/// <summary>The <c>[limits]</c> section of the configuration.</summary>
internal sealed record LimitOptions
{
    /// <summary>Bytes of one request's body. 128 MB: a 100 MB picture and its form.</summary>
    public long MaxBody { get; init; } = 128L << 20;

    /// <summary>Files in one request.</summary>
    public int MaxFiles { get; init; } = 100;

    /// <summary>
    /// Connections at once; with more, the longest idle go. 8,192: an idle one costs 2 KB, one whose head is coming 16 KB at most.
    /// </summary>
    public int MaxConnections { get; init; } = 8192;

    /// <summary>
    /// How long a connection waits for its next request. nginx's <c>keepalive_timeout</c>, and longer than the 60 s for which it keeps its own
    /// connections to us: it must not send on one that we close.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a head, or a TLS handshake, may take to come. They are a packet or two; Apache gives 20 s.</summary>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A body that stands still for this long, coming or going, is cut. Apache and nginx wait 60 s, but a phone that changes
    /// networks is back well before 30.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what is in flight may take to end after SIGTERM. systemd's own patience is 90 s, Docker's 10.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);
}
