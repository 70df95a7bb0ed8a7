namespace Maple.Http.Middleware;

/// <summary>Headers that make every answer harmless in a browser, whatever its bytes are.</summary>
internal sealed class SecurityHeaders : IMiddleware
{
    public async Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        Response response = await next(exchange).ConfigureAwait(false);
        return response
            .With("X-Content-Type-Options", "nosniff")
            .With("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
            .With("Referrer-Policy", "no-referrer")
            .With("X-Request-Id", exchange.Id);
    }
}
