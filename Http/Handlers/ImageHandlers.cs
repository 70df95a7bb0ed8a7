using System.Net;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/images</c> but for uploads, and <c>/api/images/ID</c>.</summary>
internal sealed class ImageHandlers(
    IMetadataStore store, ImageLibrary library, AlbumChoice albumChoice, FormCallers callers, ListParameters lists, ImageViews views, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        long userId = exchange.Caller!.User.Id;
        LinkFormat format = LinkFormats.Of(exchange);
        ListQuery query = lists.Parse(exchange, userId);
        if (exchange.Query("album") is { } wanted)
        {
            // An album that isn't there holds nothing.
            Album? album = await albumChoice.FindAsync(userId, wanted).ConfigureAwait(false);
            query = query with { AlbumId = album?.Id ?? 0 };
        }

        Page<Image> page = await store.Images.ListAsync(query).ConfigureAwait(false);
        if (format != LinkFormat.Json)
            return Lines(exchange, page.Items, format);
        Dictionary<long, string> names = await AlbumNamesAsync(userId, page.Items).ConfigureAwait(false);
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                foreach (Image image in page.Items)
                    views.Write(json, exchange, image, names[image.AlbumId]);
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, page.Total));
    }

    public async Task<Response> GetAsync(Exchange exchange)
    {
        LinkFormat format = LinkFormats.Of(exchange);
        long id = Parameters.Id(exchange["id"], NotFound);
        Image image = await store.Images.FindAsync(exchange.Caller!.User.Id, id).ConfigureAwait(false) ?? throw NotFound(exchange["id"]);
        return format == LinkFormat.Json ? await OneAsync(exchange, image).ConfigureAwait(false) : Lines(exchange, [image], format);
    }

    public async Task<Response> UpdateAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        User user = await callers.RequireAsync(exchange, fields).ConfigureAwait(false);
        long id = Parameters.Id(exchange["id"], NotFound);
        if (await store.Images.FindAsync(user.Id, id).ConfigureAwait(false) is null)
            throw NotFound(exchange["id"]);

        string? name = Parameters.Checked(fields["name"], Names.CheckImage);
        string? description = Parameters.Checked(fields["description"], Names.CheckDescription);
        Album? album = fields["album"] is { Length: > 0 } wanted ? await albumChoice.FindOrAddAsync(user, wanted).ConfigureAwait(false) : null;
        return await OneAsync(
            exchange, await store.Images.UpdateAsync(user.Id, id, new ImageChange(name, description, album?.Id)).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        long id = Parameters.Id(exchange["id"], NotFound);
        Image? image = await library.RemoveAsync(exchange.Caller!.User.Id, id).ConfigureAwait(false);
        return await OneAsync(exchange, image ?? throw NotFound(exchange["id"])).ConfigureAwait(false);
    }

    private Response Lines(Exchange exchange, IEnumerable<Image> images, LinkFormat format) =>
        LinkFormats.Answer(HttpStatusCode.OK, images.Select(image => format.Link(image.Name, views.Url(exchange, image))));

    public async Task<Response> OneAsync(Exchange exchange, Image image)
    {
        Dictionary<long, string> names = await AlbumNamesAsync(image.UserId, [image]).ConfigureAwait(false);
        return envelope.Ok(exchange, json => views.Write(json, exchange, image, names[image.AlbumId]));
    }

    private async Task<Dictionary<long, string>> AlbumNamesAsync(long userId, IReadOnlyList<Image> images)
    {
        var names = new Dictionary<long, string>();
        foreach (long id in images.Select(i => i.AlbumId).Distinct())
            names[id] = (await store.Albums.FindAsync(userId, id).ConfigureAwait(false))?.Name ?? "";
        return names;
    }

    public static MapleException NotFound(string id) => new(
        ErrorCode.ImageNotFound, $"You have no image '{id}'. GET /api/images lists yours.", $"没有编号为 '{id}' 的图片。GET /api/images 可列出你的图片。");
}
