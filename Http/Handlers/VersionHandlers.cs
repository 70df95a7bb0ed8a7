using System.Globalization;
using System.Text.Json;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/images/ID/versions</c>: what an image was before its bytes were replaced, where that is kept.</summary>
internal sealed class VersionHandlers(
    ImageHandlers images, ImageLibrary library, ServedOriginals originals, Links links, Envelope envelope, TimeProvider time)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        Image image = await FindImageAsync(exchange).ConfigureAwait(false);
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartArray();
            foreach (KeptVersion version in image.KeptVersions)
                Write(json, exchange, image.Id, version);
            json.WriteEndArray();
        });
    }

    public async Task<Response> GetAsync(Exchange exchange)
    {
        Image image = await FindImageAsync(exchange).ConfigureAwait(false);
        KeptVersion version = VersionOf(exchange, image);
        Blob blob = await originals.OpenAsync(image.OriginalOf(version)).ConfigureAwait(false) ?? throw NotFound(exchange);
        Response response = await FileAnswer.OfAsync(
            exchange, envelope, blob, ImageFormat.ByExtension(version.Extension)?.MediaType ?? "application/octet-stream", FileHandler.PrivateCacheControl,
            time.GetUtcNow()).ConfigureAwait(false);
        return FileHandler.Guarded(response, Sight.OwnersOnly).With(
            "Content-Disposition", string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"maple-{image.Id}-v{version.Number}.{version.Extension}\""));
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        Image image = await FindImageAsync(exchange).ConfigureAwait(false);
        KeptVersion version = VersionOf(exchange, image);
        _ = await library.RemoveVersionAsync(image.UserId, image.Id, version.Number).ConfigureAwait(false) ?? throw NotFound(exchange);
        return envelope.Ok(exchange, json => Write(json, exchange, image.Id, version));
    }

    private Task<Image> FindImageAsync(Exchange exchange) => images.FindAsync(exchange, Parameters.Id(exchange["id"], ImageHandlers.NotFound));

    private static KeptVersion VersionOf(Exchange exchange, Image image)
    {
        KeptVersion? version = int.TryParse(exchange["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? image.FindKept(number) : null;
        return version ?? throw NotFound(exchange);
    }

    private void Write(Utf8JsonWriter json, Exchange exchange, long imageId, KeptVersion version)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, version.Number);
        json.WriteString("format"u8, version.Extension);
        json.WriteNumber("bytes"u8, version.Bytes);
        json.WriteString("sha256"u8, version.Sha256);
        json.WriteString("replaced_at"u8, Views.Time(version.ReplacedAt));
        json.WriteString("url"u8, links.To(exchange, string.Create(CultureInfo.InvariantCulture, $"/api/images/{imageId}/versions/{version.Number}")));
        json.WriteEndObject();
    }

    private static MapleException NotFound(Exchange exchange) => new(
        ErrorCode.NotFound,
        $"No version '{exchange["version"]}' of this image is kept. GET /api/images/ID/versions lists those that are.",
        $"该图片没有保留版本 '{exchange["version"]}'。GET /api/images/ID/versions 可列出已保留的版本。");
}
