namespace Maple.Http;

/// <summary>The <c>[server]</c> section of the configuration.</summary>
internal sealed record ServerOptions
{
    /// <summary>IPv4 address and port. Loopback, for a proxy in front.</summary>
    public string Listen { get; init; } = "127.0.0.1:8000";

    /// <summary>What links begin with, e.g. <c>https://host/pics/</c>. Null: taken from the request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Addresses or networks (CIDR) whose forwarding headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = ["127.0.0.1", "::1"];

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

    /// <summary>A body that stands still for this long, coming or going, is cut. Apache and nginx wait 60 s, but a phone that changes
    /// networks is back well before 30.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromSeconds(30);
}
