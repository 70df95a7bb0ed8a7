using System.Globalization;
using System.Text.Json;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/images</c>: everybody's images. A search is one pass over all of them for each page, so it is for administrators alone.</summary>
internal sealed class AllImagesHandlers(
    IMetadataStore store, ImageLibrary library, ListParameters lists, Owners owners, ImageViews views, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        ListQuery query = await owners.NarrowAsync(exchange, lists.Parse(exchange, null)).ConfigureAwait(false);
        if (exchange.Query("album") is { Length: > 0 } album)
            query = query with { AlbumId = await AlbumAsync(query.UserId, album).ConfigureAwait(false) };
        Page<Image> page = await store.Images.ListAsync(query).ConfigureAwait(false);
        Dictionary<long, User> users = await owners.FindAsync(page.Items.Select(image => image.UserId)).ConfigureAwait(false);
        var albums = new Dictionary<long, Album?>();
        foreach ((long user, long id) in page.Items.Select(image => (image.UserId, image.AlbumId)).Distinct())
            albums[id] = await store.Albums.FindAsync(user, id).ConfigureAwait(false);
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                // One whose user went since is gone as well.
                foreach (Image image in page.Items.Where(image => users.ContainsKey(image.UserId)))
                    Write(json, exchange, image, albums[image.AlbumId], users[image.UserId]);
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, page.Total));
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "ids").ConfigureAwait(false);
        IReadOnlyList<long> ids = Parameters.Ids(fields["ids"]);
        IReadOnlyList<Image> images = await store.Images.FindAllAsync(null, ids).ConfigureAwait(false);
        IReadOnlySet<long> removed = await library.RemoveAllAsync(images).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteRemoved(json, ids, removed));
    }

    private void Write(Utf8JsonWriter json, Exchange exchange, Image image, Album? album, User owner) =>
        views.Write(json, exchange, image, album?.Name ?? "", owner: owner, isPrivate: album?.IsPrivate == true);

    /// <summary>By id, or of one user by name as well; one that isn't there holds nothing.</summary>
    private async Task<long> AlbumAsync(long? user, string wanted)
    {
        if (user is { } id)
            return (await new AlbumChoice(store.Albums).FindAsync(id, wanted).ConfigureAwait(false))?.Id ?? 0;
        return long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out long album) ? album : 0;
    }
}
