using System.Net;
using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/images</c> but for uploads, and <c>/api/images/ID</c>.</summary>
internal sealed class ImageHandlers(
    IMetadataStore store, ImageLibrary library, AlbumChoice albumChoice, FormCallers callers, ListParameters lists, ImageViews views,
    ViewLinks viewLinks, TimeProvider time, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        long userId = exchange.Caller!.User.Id;
        LinkFormat format = LinkFormats.Of(exchange);
        ListQuery query = lists.Parse(exchange, userId) with { AlbumId = exchange.Caller.Grant.AlbumId };
        if (exchange.Query("album") is { } wanted)
        {
            // An album that isn't there holds nothing.
            Album? album = await albumChoice.FindAsync(exchange.Caller, wanted).ConfigureAwait(false);
            query = query with { AlbumId = album?.Id ?? 0 };
        }

        Page<Image> page = await store.Images.ListAsync(query).ConfigureAwait(false);
        if (format != LinkFormat.Json)
            return Lines(exchange, page.Items, format);
        Dictionary<long, Album?> albums = await AlbumsAsync(userId, page.Items).ConfigureAwait(false);
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                foreach (Image image in page.Items)
                    Write(json, exchange, image, albums[image.AlbumId]);
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, page.Total));
    }

    public async Task<Response> GetAsync(Exchange exchange)
    {
        LinkFormat format = LinkFormats.Of(exchange);
        long id = Parameters.Id(exchange["id"], NotFound);
        Image image = await FindAsync(exchange, id).ConfigureAwait(false);
        return format == LinkFormat.Json ? await OneAsync(exchange, image).ConfigureAwait(false) : Lines(exchange, [image], format);
    }

    public async Task<Response> UpdateAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        User user = (await callers.RequireAsync(exchange, fields).ConfigureAwait(false)).User;
        long id = Parameters.Id(exchange["id"], NotFound);
        await FindAsync(exchange, id).ConfigureAwait(false);

        string? name = Parameters.Checked(fields["name"], Names.CheckImage);
        string? description = Parameters.Checked(fields["description"], Names.CheckDescription);
        Album? album = await albumChoice.TargetAsync(user, fields["album"], fields["album_id"]).ConfigureAwait(false);
        return await OneAsync(
            exchange, await store.Images.UpdateAsync(user.Id, id, new ImageChange(name, description, album?.Id)).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        long id = Parameters.Id(exchange["id"], NotFound);
        await FindAsync(exchange, id).ConfigureAwait(false);
        Image? image = await library.RemoveAsync(exchange.Caller!.User.Id, id, exchange.Caller.Grant.AlbumId).ConfigureAwait(false);
        return await OneAsync(exchange, image ?? throw NotFound(exchange["id"])).ConfigureAwait(false);
    }

    /// <summary>Links with which a picture of a private album can be seen until a time.</summary>
    public async Task<Response> LinkAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        Image image = await FindAsync(exchange, Parameters.Id(exchange["id"], NotFound)).ConfigureAwait(false);
        DateTimeOffset until = Parameters.Time("expires_at", fields["expires_at"]) ?? time.GetUtcNow() + ViewLinks.DefaultLifetime;
        // A key's end is that of what was made with it.
        if (exchange.Caller!.Grant.ExpiresAt is { } end && until > end)
            until = end;
        string query = viewLinks.Query(image.Stem, until);
        return envelope.Ok(exchange, json => views.WriteSigned(json, exchange, image, query, DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds())));
    }

    private Response Lines(Exchange exchange, IEnumerable<Image> images, LinkFormat format) =>
        LinkFormats.Answer(HttpStatusCode.OK, images.Select(image => format.Link(image.Name, views.Url(exchange, image))));

    /// <exception cref="MapleException"><c>image_not_found</c>, also when the caller's key is for another album.</exception>
    public async Task<Image> FindAsync(Exchange exchange, long id)
    {
        Caller caller = exchange.Caller!;
        return await store.Images.FindAsync(caller.User.Id, id).ConfigureAwait(false) is { } image && caller.Grant.Covers(image)
            ? image
            : throw NotFound(exchange["id"]);
    }

    public async Task<Response> OneAsync(Exchange exchange, Image image)
    {
        Dictionary<long, Album?> albums = await AlbumsAsync(image.UserId, [image]).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Write(json, exchange, image, albums[image.AlbumId]));
    }

    private void Write(Utf8JsonWriter json, Exchange exchange, Image image, Album? album) =>
        views.Write(json, exchange, image, album?.Name ?? "", isPrivate: album?.IsPrivate == true);

    private async Task<Dictionary<long, Album?>> AlbumsAsync(long userId, IReadOnlyList<Image> images)
    {
        var found = new Dictionary<long, Album?>();
        foreach (long id in images.Select(i => i.AlbumId).Distinct())
            found[id] = await store.Albums.FindAsync(userId, id).ConfigureAwait(false);
        return found;
    }

    public static MapleException NotFound(string id) => new(
        ErrorCode.ImageNotFound, $"You have no image '{id}'. GET /api/images lists yours.", $"没有编号为 '{id}' 的图片。GET /api/images 可列出你的图片。");
}
