using System.Net;

namespace Maple.Http;

/// <summary>One HTTP request, as it came over the wire: nothing in it is to be trusted.</summary>
internal abstract class Request
{
    /// <summary>In upper case, e.g. <c>GET</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The request target as sent (RFC 9112 section 3.2): never normalised, never decoded.</summary>
    public abstract string RawTarget { get; }

    /// <summary>The address of the other end of the connection: the client's, or that of a proxy in front.</summary>
    public abstract IPAddress Peer { get; }

    /// <summary>The connection is encrypted.</summary>
    public abstract bool IsSecure { get; }

    /// <summary>The value of a header, null when absent; the last one when it was sent more than once.</summary>
    public abstract string? Header(string name);

    /// <summary>True when the request announces a body.</summary>
    public abstract bool HasBody { get; }

    /// <summary>
    /// The body, which ends where the request said it would. Reading throws <c>body_too_large</c>, <c>truncated_body</c> and <c>request_timeout</c>.
    /// </summary>
    public abstract Stream Body { get; }

    public bool IsSafe => Method is "GET" or "HEAD" or "OPTIONS";
}
