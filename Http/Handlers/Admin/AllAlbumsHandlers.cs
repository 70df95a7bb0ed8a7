using System.Text.Json;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/albums</c>: everybody's albums.</summary>
internal sealed class AllAlbumsHandlers(
    IMetadataStore store, ImageLibrary library, ListParameters lists, Owners owners, AlbumCovers covers, Envelope envelope)
{
    /// <summary>Deleted in one request: a page of the list, the largest.</summary>
    private const int MaxIds = 100;

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

    /// <summary>One that can't go never keeps the others: the answer says why it stays.</summary>
    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "ids").ConfigureAwait(false);
        IReadOnlyList<long> ids = Parameters.Ids(fields["ids"], MaxIds);
        AlbumImages fate = Parameters.AlbumImages(fields["images"]);
        HashSet<long> removed = [];
        List<(long Id, MapleException Why)> kept = [];
        foreach (long id in ids)
        {
            try
            {
                if (await OwnerAsync(id).ConfigureAwait(false) is { } owner)
                    removed.Add((await library.RemoveAlbumAsync(owner, id, fate).ConfigureAwait(false)).Id);
            }
            catch (MapleException e) when (e.Code is ErrorCode.DefaultAlbum or ErrorCode.AlbumNotEmpty or ErrorCode.AlbumPrivate)
            {
                kept.Add((id, e));
            }
            catch (MapleException e) when (e.Code == ErrorCode.AlbumNotFound)
            {
                // Its user deleted it meanwhile.
            }
        }

        return envelope.Ok(exchange, json =>
        {
            json.WriteStartObject();
            Views.WriteIds(json, "removed", ids.Where(removed.Contains));
            Views.WriteIds(json, "missing", ids.Where(id => !removed.Contains(id) && kept.TrueForAll(one => one.Id != id)));
            json.WriteStartArray("fail"u8);
            foreach ((long id, MapleException why) in kept)
                WriteRefusal(json, id, why, exchange.Language);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task<long?> OwnerAsync(long id) =>
        (await store.Albums.ListAsync(new ListQuery { UserId = null, AlbumId = id }).ConfigureAwait(false)).Items is [var album] ? album.UserId : null;

    private static void WriteRefusal(Utf8JsonWriter json, long id, MapleException why, Language language)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("code"u8, why.Code.Word());
        json.WriteString("message"u8, why.Text.In(language));
        json.WriteEndObject();
    }
}
