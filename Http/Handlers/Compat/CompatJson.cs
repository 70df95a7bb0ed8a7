using System.Buffers;
using System.Net;
using System.Text.Json;
using Maple.Errors;
using Maple.Http.Json;

namespace Maple.Http.Handlers.Compat;

/// <summary>JSON without maple's envelope: these answers have their own.</summary>
internal static class CompatJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = new ReadableEncoder() };

    public static Response Answer(HttpStatusCode status, Action<Utf8JsonWriter> write, ErrorCode? code = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Response response = Response.Bytes(status, Envelope.ContentType, buffer.WrittenMemory, code?.Word()).With("Cache-Control", "no-store");
        if (code is { } refusal && status == ErrorMapper.Status(refusal) && ErrorMapper.Header(refusal) is { } header)
            response.Headers.Add(header);
        return response;
    }

    /// <summary>Runs a handler, when the caller may, whose refusals have another shape. What is a bug stays one, and is answered and logged as ever.</summary>
    /// <remarks>A cookie goes along with whatever any page asks for; these APIs know none, and one of them changes things by GET.</remarks>
    public static async Task<Response> TryAsync(Exchange exchange, Func<Task<Response>> work, Func<ErrorCode, string, Response> refuse)
    {
        if (exchange.Caller?.ByCookie == true)
            exchange.Caller = null;
        try
        {
            exchange.Access.CheckBeforeBody(exchange.Caller);
            return await work().ConfigureAwait(false);
        }
        catch (MapleException e) when (ErrorMapper.Status(e.Code) < HttpStatusCode.InternalServerError)
        {
            Response refusal = refuse(e.Code, e.Text.In(exchange.Language));
            return e.RetryAfter is { } wait
                ? refusal.With("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture))
                : refusal;
        }
    }
}
