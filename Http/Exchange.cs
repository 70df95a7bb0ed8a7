using Maple.Auth;
using Maple.Errors;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http;

/// <summary>A request on its way through the middleware to its handler, with what has been found out about it so far.</summary>
internal sealed class Exchange(Request request, string id, Language? language = null)
{
    private readonly List<KeyValuePair<string, string>> _values = [];
    private Language? _language = language;
    private RequestTarget? _target;
    private FormValues? _query;

    public Request Request { get; } = request;

    /// <summary>Names this request in the log and in the answer's <c>X-Request-Id</c>.</summary>
    public string Id { get; } = id;

    /// <summary>What the client prefers; found out when something is to be said.</summary>
    public Language Language => _language ??= AcceptLanguage.Prefer(Request.Header("Accept-Language"));

    /// <summary>The target, parsed on first use.</summary>
    /// <exception cref="MapleException"><c>bad_request</c>, <c>uri_too_long</c></exception>
    public RequestTarget Target => _target ??= RequestTarget.Parse(Request.RawTarget);

    /// <summary>Who the client is and by which address it reached maple, as far as trusted proxies tell.</summary>
    public Client Client { get; set; } = new(request.Peer, request.IsSecure ? "https" : "http", request.Header("Host") ?? "localhost", "");

    /// <summary>The route that was found; null before, and where there is none.</summary>
    public Route? Route { get; set; }

    /// <summary>Set by the authentication middleware; null for an anonymous request.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Who may make this request: what its route says.</summary>
    public Access Access { get; set; } = Access.Account;

    /// <summary>A value that the route's template took from the path.</summary>
    public string this[string name]
    {
        get => _values.Find(value => value.Key == name).Value;
        set => _values.Add(new(name, value));
    }

    /// <summary>A query parameter, null when absent.</summary>
    public string? Query(string name) => (_query ??= FormUrlEncoded.ParseQuery(Target.Query)).First(name);
}

/// <param name="Address">Of the client itself.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>, as the client sees it.</param>
/// <param name="Host">Host and port as the client sees them.</param>
/// <param name="Prefix">Path in front of maple's own, without trailing slash; mostly empty.</param>
internal sealed record Client(System.Net.IPAddress Address, string Scheme, string Host, string Prefix);

/// <summary>An authenticated user, how they proved it (a key is deliberate, a cookie is sent by any page), and what that allows.</summary>
internal sealed record Caller(User User, bool ByCookie, Grant Grant);
