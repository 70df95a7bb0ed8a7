using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/albums</c>: everybody's albums.</summary>
internal sealed class AllAlbumsHandler(IMetadataStore store, ListParameters lists, Owners owners, AlbumCovers covers, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        ListQuery query = await owners.NarrowAsync(exchange, lists.Parse(exchange, null)).ConfigureAwait(false);
        Page<Album> page = await store.Albums.ListAsync(query).ConfigureAwait(false);
        Dictionary<long, User> users = await owners.FindAsync(page.Items.Select(album => album.UserId)).ConfigureAwait(false);
        Func<Album, string?> cover = await covers.OfAsync(exchange, page.Items).ConfigureAwait(false);
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                // One whose user went since is gone as well.
                foreach (Album album in page.Items.Where(album => users.ContainsKey(album.UserId)))
                    Views.WriteAlbum(json, album, cover(album), users[album.UserId]);
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, page.Total));
    }
}
