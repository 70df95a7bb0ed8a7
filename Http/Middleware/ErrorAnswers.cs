using System.Globalization;
using System.Net;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Json;
using Maple.Logging;

namespace Maple.Http.Middleware;

/// <summary>Turns what a handler throws into an answer: a refusal as it stands, anything else as an internal error that is logged whole.</summary>
/// <param name="isDebug">Tells the client what an internal error was.</param>
internal sealed class ErrorAnswers(Envelope envelope, Log log, bool isDebug)
{
    /// <remarks>This stands around every step of the middleware, so an answer that is there at once takes no state machine and no task of its own.</remarks>
    public Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        try
        {
            Task<Response> answer = next(exchange);
            return answer.IsCompletedSuccessfully ? answer : AwaitAsync(exchange, answer);
        }
        catch (Exception e)
        {
            return Task.FromResult(AnswerTo(exchange, e));
        }
    }

    public Response Refusal(Exchange exchange, MapleException e)
    {
        Response response = Error(exchange, e.Code, e.Text.In(exchange.Language));
        // Whole seconds (RFC 9110 section 10.2.3), rounded up: who waits that long is not refused again.
        return e.RetryAfter is { } wait
            ? response.With("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture))
            : response;
    }

    private async Task<Response> AwaitAsync(Exchange exchange, Task<Response> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return AnswerTo(exchange, e);
        }
    }

    private Response AnswerTo(Exchange exchange, Exception error)
    {
        if (error is MapleException refusal)
        {
            if (ErrorMapper.Status(refusal.Code) >= HttpStatusCode.InternalServerError)
                log.ForRequest(exchange.Id).Error("a request failed", refusal, ("code", refusal.Code.Word()));
            return Refusal(exchange, refusal);
        }

        log.ForRequest(exchange.Id).Error("a request failed unexpectedly", error);
        var text = new Text(
            $"An internal error; the log has the details under {exchange.Id}.",
            $"内部错误；详情见日志中的 {exchange.Id}。");
        return Error(exchange, ErrorCode.InternalError, text.In(exchange.Language) + (isDebug ? $" {error}" : ""));
    }

    private Response Error(Exchange exchange, ErrorCode code, string message) =>
        LinkFormats.WantsText(exchange) ? LinkFormats.Refusal(code, message) : envelope.Error(code, message);
}
