namespace Maple.Http.Middleware;

/// <summary>Finds out who calls. Without it every route that needs a user answers 401.</summary>
internal sealed class Authentication(Credentials credentials) : IMiddleware
{
    public async Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        exchange.Caller = await credentials.FindAsync(exchange).ConfigureAwait(false);
        return await next(exchange).ConfigureAwait(false);
    }
}
