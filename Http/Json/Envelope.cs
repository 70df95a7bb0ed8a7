using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Maple.Errors;

namespace Maple.Http.Json;

/// <summary>
/// The shape of every JSON answer: <c>{status, message, code?, data, description, pageinfo?}</c>; <c>status</c> is the HTTP status as a string,
/// <c>message</c> is for people, <c>code</c> for programs.
/// </summary>
internal sealed class Envelope(bool asAscii)
{
    public const string ContentType = "application/json; charset=utf-8";

    private readonly JsonWriterOptions _options = new()
    {
        Encoder = asAscii ? JavaScriptEncoder.Default : new ReadableEncoder(),
    };

    /// <summary>A success with one thing as its data.</summary>
    public Response Ok(Exchange exchange, Action<Utf8JsonWriter> data, PageInfo? page = null, HttpStatusCode status = HttpStatusCode.OK) =>
        Write(status, s_ok.In(exchange.Language), null, data, page, null);

    /// <summary>A success that says something to a person.</summary>
    public Response Ok(Exchange exchange, Text message) =>
        Write(HttpStatusCode.OK, message.In(exchange.Language), null, null, null, null);

    /// <summary>An answer whose outcome is mixed; <paramref name="url"/> stands beside the data, for clients that read one top-level key.</summary>
    public Response Mixed(HttpStatusCode status, string message, ErrorCode? code, Action<Utf8JsonWriter> data, string? url) =>
        Write(status, message, code, data, null, url);

    public Response Error(ErrorCode code, string message) =>
        Write(ErrorMapper.Status(code), message, code, null, null, null);

    private static readonly Text s_ok = new("ok", "成功");

    private Response Write(
        HttpStatusCode status, string message, ErrorCode? code, Action<Utf8JsonWriter>? data, PageInfo? page, string? url)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, ((int)status).ToString(CultureInfo.InvariantCulture));
            json.WriteString("message"u8, message);
            if (code is { } error)
                json.WriteString("code"u8, error.Word());
            json.WritePropertyName("data"u8);
            if (data is null)
                json.WriteNullValue();
            else
                data(json);
            json.WriteString("description"u8, "");
            page?.Write(json);
            if (url is not null)
                json.WriteString("url"u8, url);
            json.WriteEndObject();
        }

        // A line of its own, so that a terminal's prompt doesn't stick to it.
        buffer.Write("\n"u8);
        Response response = Response.Bytes(status, ContentType, buffer.WrittenMemory, code?.Word()).With("Cache-Control", "no-store");
        if (code is { } refusal && ErrorMapper.Header(refusal) is { } header)
            response.Headers.Add(header);
        return response;
    }
}
