using System.Globalization;
using System.Net;
using Maple.Http.Json;
using Maple.Imaging;

namespace Maple.Http.Handlers.Compat;

/// <summary><c>/api/upload</c>, where two hosts have theirs: the answer holds Lsky 1's <c>code</c> and <c>data</c>, and Zipline's <c>files</c>.</summary>
internal sealed class PlainUploadHandler(CompatUploads uploads, ImageViews views, CompatOptions options)
{
    public Task<Response> PostAsync(Exchange exchange) => CompatJson.TryAsync(
        exchange,
        () => uploads.AddAsync(exchange, "name", (picture, _) => CompatJson.Answer(HttpStatusCode.OK, json =>
        {
            string url = views.Url(exchange, picture.Image);
            string mediaType = ImageFormat.ByExtension(picture.Image.Extension)?.MediaType ?? "application/octet-stream";
            if (options.LskyV1)
            {
                json.WriteNumber("code"u8, 200);
                json.WriteString("msg"u8, "success");
                json.WriteStartObject("data"u8);
                json.WriteString("name"u8, picture.Image.Name);
                json.WriteString("url"u8, url);
                json.WriteNumber("size"u8, picture.Image.Bytes);
                json.WriteString("mime"u8, mediaType);
                json.WriteString("sha1"u8, picture.Sha1);
                json.WriteString("md5"u8, picture.Md5);
                json.WriteEndObject();
            }

            if (!options.Zipline)
                return;
            json.WriteStartArray("files"u8);
            json.WriteStartObject();
            json.WriteString("id"u8, picture.Image.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("type"u8, mediaType);
            json.WriteString("url"u8, url);
            json.WriteEndObject();
            json.WriteEndArray();
        })),
        (code, message) => CompatJson.Answer(
            ErrorMapper.Status(code),
            json =>
            {
                json.WriteNumber("code"u8, (int)ErrorMapper.Status(code));
                json.WriteString("msg"u8, message);
                json.WriteString("error"u8, message);
                json.WriteNull("data"u8);
            },
            code));
}
