using System.Net;

namespace Maple.Http.Parsing;

/// <summary>What trusted proxies say about the request that they passed on; null where they say nothing, or nothing valid.</summary>
/// <param name="Client">The address that the outermost trusted proxy saw; the peer itself when it is no trusted proxy.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">With a port where one was given.</param>
/// <param name="Prefix">The path that the proxy cut off, beginning with a slash and not ending with one.</param>
internal sealed record ForwardedRequest(IPAddress Client, string? Scheme = null, string? Host = null, string? Prefix = null);

/// <summary>
/// X-Forwarded-For, -Proto, -Host and -Prefix, and Forwarded (RFC 7239). Where any of the former is there, Forwarded is ignored: the
/// common proxies set those and pass a client's Forwarded through. A proxy must set or clear each header that it is trusted with.
/// </summary>
internal static class ForwardedHeaders
{
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="header">A request's header by name, several lines joined by commas; null when there is none.</param>
    public static ForwardedRequest Resolve(IPAddress peer, TrustedProxies trusted, Func<string, string?> header)
    {
        if (!trusted.Contains(peer))
        {
            return new ForwardedRequest(TrustedProxies.Plain(peer));
        }
        string? addresses = header("X-Forwarded-For"), scheme = header("X-Forwarded-Proto");
        string? host = header("X-Forwarded-Host"), prefix = header("X-Forwarded-Prefix");
        if ((addresses ?? scheme ?? host ?? prefix) is null)
        {
            return header("Forwarded") is { } forwarded ? FromForwarded(peer, trusted, forwarded) : new ForwardedRequest(TrustedProxies.Plain(peer));
        }
        string[] hops = List(addresses);
        var (client, hop) = Walk(peer, trusted, hops);
        return new ForwardedRequest(client, Scheme(Said(scheme, hop, hops)), Host(Said(host, hop, hops)), Prefix(Said(prefix, hop, hops)));
    }

    private static ForwardedRequest FromForwarded(IPAddress peer, TrustedProxies trusted, string forwarded)
    {
        HeaderParameters[] elements = [.. QuotedString.SplitList(forwarded).Select(element => HeaderParameters.Parse(';' + element))];
        var (client, hop) = Walk(peer, trusted, [.. elements.Select(element => element.Find("for") ?? "")]);
        var said = hop < elements.Length ? elements[hop] : null;
        return new ForwardedRequest(client, Scheme(said?.Find("proto")), Host(said?.Find("host")));
    }

    /// <summary>
    /// From the right, where the peer wrote, to the first address that is no trusted proxy. What stands left of it, the client may have
    /// made up; so may anything left of an entry that is no address (RFC 7239 6.3 allows such names), where the walk ends too.
    /// </summary>
    /// <returns>The address, and its place in the list; the last place when the walk ended before one.</returns>
    private static (IPAddress Client, int Hop) Walk(IPAddress peer, TrustedProxies trusted, string[] hops)
    {
        var client = TrustedProxies.Plain(peer);
        int hop = Math.Max(0, hops.Length - 1);
        for (int i = hops.Length - 1; i >= 0 && IpText.TryParseNode(hops[i], out var address); i--)
        {
            (client, hop) = (address, i);
            if (!trusted.Contains(address))
            {
                break;
            }
        }
        return (client, hop);
    }

    /// <summary>
    /// Proxies that append one list append the others too: then the value of the same hop counts, else that of the nearest proxy.
    /// </summary>
    private static string? Said(string? header, int hop, string[] hops)
    {
        string[] values = List(header);
        return values.Length == 0 ? null : values.Length == hops.Length ? values[hop] : values[^1];
    }

    private static string[] List(string? header) =>
        (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? Scheme(string? value) => value?.ToLowerInvariant() is "http" or "https" ? value.ToLowerInvariant() : null;

    private static string? Host(string? value) => HostHeader.IsValid(value) ? value : null;

    /// <summary>It ends up in links: no <c>//host</c>, no dot segments, nothing that needs escaping.</summary>
    private static string? Prefix(string? value)
    {
        string[] segments = (value ?? "").TrimEnd('/').Split('/');
        return segments is ["", _, ..] && segments.Skip(1).All(IsPlain) ? string.Join('/', segments) : null;
    }

    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~');
}
