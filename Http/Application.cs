using System.Globalization;
using Maple.Errors;
using Maple.Http.Middleware;

namespace Maple.Http;

/// <summary>All of maple between a request and its answer: the configured middleware around the router.</summary>
internal sealed class Application
{
    private readonly Handler _pipeline;
    private readonly ErrorAnswers _errors;

    /// <param name="middleware">Outermost first.</param>
    /// <param name="errors">Stands between the first that must see every answer and the rest that may refuse.</param>
    public Application(IReadOnlyList<IMiddleware> middleware, ErrorAnswers errors, Router router)
    {
        _errors = errors;
        Handler handler = router.DispatchAsync;
        foreach (IMiddleware step in middleware.Reverse())
        {
            Handler next = handler;
            Handler own = exchange => step.InvokeAsync(exchange, next);
            // Errors are answers to whatever stands further out, wherever they were thrown.
            handler = exchange => errors.InvokeAsync(exchange, own);
        }

        _pipeline = exchange => errors.InvokeAsync(exchange, handler);
    }

    public Task<Response> AnswerAsync(Request request) => _pipeline(NewExchange(request));

    /// <summary>The answer to a request that the transport doesn't let in.</summary>
    public Response Refuse(Request request, MapleException refusal)
    {
        Exchange exchange = NewExchange(request);
        return _errors.Refusal(exchange, refusal).With("X-Request-Id", exchange.Id);
    }

    /// <remarks>The id only tells requests apart in the log: what is unpredictable would cost three microseconds in OpenSSL.</remarks>
    private static Exchange NewExchange(Request request) => new(request, Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture));
}
