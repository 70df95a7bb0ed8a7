using System.Globalization;
using System.Net;
using System.Text.Json;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Http.Transport;
using Maple.Imaging;

namespace Maple.Http.Handlers.Compat;

/// <summary>
/// <c>/api/1/upload</c> as Chevereto's API v1 has it: <c>source</c> is a file, Base64 or a URL; <c>format</c> says json, txt or redirect.
/// </summary>
internal sealed class CheveretoHandler(CompatUploads uploads, ImageViews views, Links links)
{
    public Task<Response> AddAsync(Exchange exchange)
    {
        // What has come of the form when it is refused may say how.
        IncomingPictures? received = null;
        return CompatJson.TryAsync(
            exchange,
            () => uploads.AddOneAsync(
                exchange, "title", (picture, pictures) => Answer(exchange, picture, pictures["format"]), pictures => received = pictures, CheckExpiration),
            (code, message) => (received is null ? exchange.Query("format") : received["format"]) == "txt" ? LinkFormats.Refusal(code, message) : Refusal(code, message));
    }

    /// <summary>Whoever asks for an end must not find the picture there for ever.</summary>
    private static void CheckExpiration(IncomingPictures pictures)
    {
        if (pictures["expiration"] is not null)
            throw KeptForEver();
    }

    private static MapleException KeptForEver() => new(
        ErrorCode.InvalidParameter,
        "maple keeps pictures until they are deleted, and can't do what 'expiration' asks for. Leave it out, and delete the picture when its time has come.",
        "maple 会一直保存图片直到被删除，不支持 'expiration'。请去掉该参数，到期后自行删除图片。")
    { Parameter = "expiration" };

    private Response Answer(Exchange exchange, CompatPicture picture, string? format)
    {
        string url = views.Url(exchange, picture.Image);
        return format switch
        {
            "txt" => LinkFormats.Answer(HttpStatusCode.OK, [url]),
            "redirect" => new Response(HttpStatusCode.SeeOther).With("Location", url).With("Cache-Control", "no-store"),
            _ => CompatJson.Answer(HttpStatusCode.OK, json => Write(json, exchange, picture, url)),
        };
    }

    private void Write(Utf8JsonWriter json, Exchange exchange, CompatPicture picture, string url)
    {
        Storage.Image image = picture.Image;
        string id = image.Id.ToString(CultureInfo.InvariantCulture);
        string file = image.Stem[(image.Stem.LastIndexOf('/') + 1)..];
        json.WriteNumber("status_code"u8, 200);
        json.WriteStartObject("success"u8);
        json.WriteString("message"u8, "image uploaded");
        json.WriteNumber("code"u8, 200);
        json.WriteEndObject();
        json.WriteStartObject("image"u8);
        json.WriteString("name"u8, file);
        json.WriteString("filename"u8, $"{file}.{image.Extension}");
        json.WriteString("original_filename"u8, image.OriginalFilename);
        json.WriteString("extension"u8, image.Extension);
        json.WriteString("mime"u8, ImageFormat.ByExtension(image.Extension)?.MediaType);
        json.WriteNumber("size"u8, image.Bytes);
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
        json.WriteString("date"u8, image.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("title"u8, image.Name);
        json.WriteString("description"u8, image.Description);
        json.WriteString("md5"u8, picture.Md5);
        json.WriteString("id_encoded"u8, id);
        json.WriteString("url"u8, url);
        json.WriteString("url_viewer"u8, url);
        json.WriteString("display_url"u8, links.To(exchange, image, image.Show));
        json.WriteString("delete_url"u8, links.To(exchange, $"/api/images/{id}"));
        WriteRendition("thumb"u8, views.ThumbUrl(exchange, image));
        WriteRendition("medium"u8, links.To(exchange, image, image.Show));
        json.WriteEndObject();
        json.WriteString("status_txt"u8, "OK");

        void WriteRendition(ReadOnlySpan<byte> name, string link)
        {
            json.WriteStartObject(name);
            json.WriteString("url"u8, link);
            json.WriteEndObject();
        }
    }

    private static Response Refusal(ErrorCode code, string message)
    {
        HttpStatusCode status = ErrorMapper.Status(code);
        return CompatJson.Answer(
            status,
            json =>
            {
                json.WriteNumber("status_code"u8, (int)status);
                json.WriteStartObject("error"u8);
                json.WriteString("message"u8, message);
                // 100: 'invalid API v1 key'.
                json.WriteNumber("code"u8, code == ErrorCode.Unauthorized ? 100 : (int)status);
                json.WriteEndObject();
                json.WriteString("status_txt"u8, AnswerHead.Reason(status));
            },
            code);
    }
}
