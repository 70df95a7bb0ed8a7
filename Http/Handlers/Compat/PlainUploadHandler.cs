using System.Globalization;
using System.Net;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Imaging;

namespace Maple.Http.Handlers.Compat;

/// <summary><c>/api/upload</c>, where two hosts have theirs: the answer holds Lsky 1's <c>code</c> and <c>data</c>, and Zipline's <c>files</c>.</summary>
/// <remarks>Zipline's takes and lists many; Lsky 1's tells of one, the first where both are on.</remarks>
internal sealed class PlainUploadHandler(CompatUploads uploads, ImageViews views, CompatOptions options)
{
    public Task<Response> PostAsync(Exchange exchange) => CompatJson.TryAsync(
        exchange,
        () => options.Zipline
            ? uploads.AddAsync(exchange, "name", (stored, refused, _) => Answer(exchange, stored, refused))
            : uploads.AddOneAsync(exchange, "name", (picture, _) => Answer(exchange, [picture], [])),
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

    private Response Answer(Exchange exchange, IReadOnlyList<CompatPicture> stored, IReadOnlyList<Outcome> refused) =>
        CompatJson.Answer(HttpStatusCode.OK, json =>
        {
            CompatPicture picture = stored[0];
            if (options.LskyV1)
            {
                json.WriteNumber("code"u8, 200);
                json.WriteString("msg"u8, "success");
                json.WriteStartObject("data"u8);
                json.WriteString("name"u8, picture.Image.Name);
                json.WriteString("url"u8, views.Url(exchange, picture.Image));
                json.WriteNumber("size"u8, picture.Image.Bytes);
                json.WriteString("mime"u8, MediaType(picture));
                json.WriteString("sha1"u8, picture.Sha1);
                json.WriteString("md5"u8, picture.Md5);
                json.WriteEndObject();
            }

            if (!options.Zipline)
                return;
            json.WriteStartArray("files"u8);
            foreach (CompatPicture file in stored)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, file.Image.Id.ToString(CultureInfo.InvariantCulture));
                json.WriteString("type"u8, MediaType(file));
                json.WriteString("url"u8, views.Url(exchange, file.Image));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (refused.Count == 0)
                return;
            json.WriteStartArray("failed"u8);
            foreach (Outcome file in refused)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, file.FileName);
                json.WriteString("error"u8, file.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static string MediaType(CompatPicture picture) => ImageFormat.ByExtension(picture.Image.Extension)?.MediaType ?? "application/octet-stream";
}
