using System.Diagnostics;
using Maple.Logging;

namespace Maple.Http.Middleware;

/// <summary>One line for each request, when its answer is ready. Keys in the query are hidden.</summary>
internal sealed class AccessLog(Log log, string tokenQuery) : IMiddleware
{
    public async Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        long started = Stopwatch.GetTimestamp();
        Response response = await next(exchange).ConfigureAwait(false);
        Write(exchange, response, started);
        return response;
    }

    /// <param name="started">When the request came, by <see cref="Stopwatch"/>.</param>
    public void Write(Exchange exchange, Response response, long started) =>
        log.ForRequest(exchange.Id).Access(
            ("client", exchange.Client.Address.ToString()),
            ("user", exchange.Caller?.User.Name),
            ("policy", exchange.Caller?.Grant.Policy?.Id),
            ("method", exchange.Request.Method),
            ("target", Redact.Url(exchange.Request.RawTarget, tokenQuery)),
            ("status", (int)response.Status),
            ("code", response.ErrorWord),
            ("bytes", response.SentBytes),
            ("time", Stopwatch.GetElapsedTime(started)));
}
