using System.Globalization;
using System.Net;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Logging;

namespace Maple.Http.Middleware;

/// <summary>Turns what a handler throws into an answer: a refusal as it stands, anything else as an internal error that is logged whole.</summary>
/// <param name="isDebug">Tells the client what an internal error was.</param>
internal sealed class ErrorAnswers(Envelope envelope, Log log, bool isDebug)
{
    public async Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        try
        {
            return await next(exchange).ConfigureAwait(false);
        }
        catch (MapleException e)
        {
            if (ErrorMapper.Status(e.Code) >= HttpStatusCode.InternalServerError)
                log.ForRequest(exchange.Id).Error("a request failed", e, ("code", e.Code.Word()));
            return Refusal(exchange, e);
        }
        catch (Exception e)
        {
            log.ForRequest(exchange.Id).Error("a request failed unexpectedly", e);
            var text = new Text(
                $"An internal error; the log has the details under {exchange.Id}.",
                $"内部错误；详情见日志中的 {exchange.Id}。");
            return envelope.Error(ErrorCode.InternalError, text.In(exchange.Language) + (isDebug ? $" {e}" : ""));
        }
    }

    public Response Refusal(Exchange exchange, MapleException e)
    {
        Response response = envelope.Error(e.Code, e.Text.In(exchange.Language));
        // Whole seconds (RFC 9110 section 10.2.3), rounded up: who waits that long is not refused again.
        return e.RetryAfter is { } wait
            ? response.With("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture))
            : response;
    }
}
