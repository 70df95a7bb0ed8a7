namespace Maple.Http.Middleware;

/// <summary>Headers that make every answer harmless in a browser, whatever its bytes are.</summary>
internal sealed class SecurityHeaders : IMiddleware
{
    private const string Policy = "Content-Security-Policy";

    public async Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        Response response = await next(exchange).ConfigureAwait(false);
        // Two policies would both hold; a handler that knows its bytes has the say.
        if (!response.Headers.Exists(header => header.Key == Policy))
            response.With(Policy, "default-src 'none'; frame-ancestors 'none'; sandbox");
        return response
            .With("X-Content-Type-Options", "nosniff")
            .With("Referrer-Policy", "no-referrer")
            .With("X-Request-Id", exchange.Id);
    }
}
