using Maple.Http.Parsing;

namespace Maple.Http.Middleware;

/// <summary>Learns from a trusted proxy who the client is and by which scheme, host and path it came.</summary>
internal sealed class ClientAddress(TrustedProxies proxies) : IMiddleware
{
    public Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        ForwardedRequest said = ForwardedHeaders.Resolve(exchange.Request.Peer, proxies, exchange.Request.Header);
        // A target in absolute form has the host, whatever Host says (RFC 9112 section 3.2.2).
        string host = said.Host ?? exchange.Target.Authority ?? exchange.Client.Host;
        exchange.Client = new Client(said.Client, said.Scheme ?? exchange.Client.Scheme, host, said.Prefix ?? exchange.Client.Prefix);
        return next(exchange);
    }
}
