using System.Net;
using System.Text.Json;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Json;

namespace Maple.Http.Handlers.Upload;

/// <summary>The answer to an upload, as the client wants it.</summary>
internal sealed class UploadAnswers(ImageViews views, Envelope envelope)
{
    /// <param name="outcomes">At least one.</param>
    public Response Of(Exchange exchange, IReadOnlyList<Outcome> outcomes, LinkFormat format)
    {
        List<Outcome> stored = [.. outcomes.Where(o => o.Image is not null)];
        List<Outcome> refused = [.. outcomes.Where(o => o.Image is null)];
        if (format == LinkFormat.Json)
            return Json(exchange, stored, refused);
        return stored.Count == 0
            ? LinkFormats.Refusal(refused[0].Code, refused[0].Message)
            : LinkFormats.Answer(HttpStatusCode.OK, stored.Select(o => format.Link(o.Image!.Name, views.Url(exchange, o.Image))));
    }

    private Response Json(Exchange exchange, List<Outcome> stored, List<Outcome> refused)
    {
        string? url = stored.Count > 0 ? views.Url(exchange, stored[0].Image!) : null;

        void WriteData(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            if (url is not null)
                json.WriteString("url"u8, url);
            json.WriteStartArray("success"u8);
            foreach (Outcome outcome in stored)
                views.Write(json, exchange, outcome.Image!, outcome.AlbumName, outcome.IsDuplicate, isPrivate: outcome.IsPrivate);
            json.WriteEndArray();
            json.WriteStartArray("fail"u8);
            foreach (Outcome outcome in refused)
                WriteRefusal(json, outcome);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (stored.Count == 0)
            return envelope.Mixed(ErrorMapper.Status(refused[0].Code), refused[0].Message, refused[0].Code, WriteData, null);
        var message = new Text($"{stored.Count} stored, {refused.Count} refused.", $"成功 {stored.Count} 个，失败 {refused.Count} 个。");
        return envelope.Mixed(HttpStatusCode.OK, message.In(exchange.Language), null, WriteData, url);
    }

    private static void WriteRefusal(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("filename"u8, outcome.FileName);
        json.WriteString("code"u8, outcome.Code.Word());
        json.WriteString("message"u8, outcome.Message);
        json.WriteEndObject();
    }
}
