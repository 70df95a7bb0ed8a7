using System.Diagnostics;
using System.Globalization;
using Maple.Errors;
using Maple.Http.Metrics;
using Maple.Http.Middleware;

namespace Maple.Http;

/// <summary>All of maple between a request and its answer: the configured middleware around the router.</summary>
internal sealed class Application
{
    private readonly Handler _pipeline;
    private readonly ErrorAnswers _errors;
    private readonly AccessLog? _refusals;
    private readonly Traffic _traffic;

    /// <param name="middleware">Outermost first.</param>
    /// <param name="errors">Stands between the first that must see every answer and the rest that may refuse.</param>
    /// <param name="traffic">Told of every answer.</param>
    public Application(IReadOnlyList<IMiddleware> middleware, ErrorAnswers errors, Router router, Traffic traffic)
    {
        _traffic = traffic;
        _errors = errors;
        _refusals = middleware.OfType<AccessLog>().FirstOrDefault();
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

    /// <remarks>An answer that is there at once takes no state machine of its own.</remarks>
    public Task<Response> AnswerAsync(Request request)
    {
        long started = Stopwatch.GetTimestamp();
        Exchange exchange = NewExchange(request);
        Task<Response> answer = _pipeline(exchange);
        if (!answer.IsCompletedSuccessfully)
            return AwaitAsync(exchange, answer, started);
        _traffic.Count(exchange, answer.Result, started);
        return answer;
    }

    /// <summary>The answer to a request that the transport doesn't let in. It meets no middleware, but has its line in the log.</summary>
    public Response Refuse(Request request, MapleException refusal)
    {
        Exchange exchange = NewExchange(request);
        long started = Stopwatch.GetTimestamp();
        Response response = _errors.Refusal(exchange, refusal).With("X-Request-Id", exchange.Id);
        _traffic.Count(exchange, response, started);
        _refusals?.Write(exchange, response, started);
        return response;
    }

    private async Task<Response> AwaitAsync(Exchange exchange, Task<Response> answer, long started)
    {
        Response response = await answer.ConfigureAwait(false);
        _traffic.Count(exchange, response, started);
        return response;
    }

    /// <remarks>The id only tells requests apart in the log: what is unpredictable would cost three microseconds in OpenSSL.</remarks>
    private static Exchange NewExchange(Request request) => new(request, Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture));
}
