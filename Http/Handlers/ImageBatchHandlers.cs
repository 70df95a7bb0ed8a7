using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/images/delete</c> and <c>/api/images/move</c>: many images in one request.</summary>
internal sealed class ImageBatchHandlers(IMetadataStore store, ImageLibrary library, AlbumChoice albumChoice, FormCallers callers, Envelope envelope)
{
    /// <summary>Rows changed in one transaction, so that others get their turn: some 30 ms of work.</summary>
    private const int Portion = 250;

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        (Caller caller, RequestFields fields) = await ReadAsync(exchange).ConfigureAwait(false);
        IReadOnlyList<long> ids = Parameters.Ids(fields["ids"]);
        IReadOnlyList<Image> images = await store.Images.FindAllAsync(caller.User.Id, ids).ConfigureAwait(false);
        IReadOnlySet<long> removed = await library.RemoveAllAsync([.. images.Where(caller.Grant.Covers)], caller.Grant.AlbumId).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteRemoved(json, ids, removed));
    }

    public async Task<Response> MoveAsync(Exchange exchange)
    {
        (Caller caller, RequestFields fields) = await ReadAsync(exchange).ConfigureAwait(false);
        IReadOnlyList<long> ids = Parameters.Ids(fields["ids"]);
        Album album = await albumChoice.TargetAsync(caller.User, fields["album"], fields["album_id"]).ConfigureAwait(false) ?? throw Parameters.Missing("album");
        HashSet<long> moved = [];
        foreach (long[] portion in ids.Chunk(Portion))
            moved.UnionWith((await store.Images.MoveAsync(caller.User.Id, portion, album.Id).ConfigureAwait(false)).Select(image => image.Id));
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartObject();
            Views.WriteIds(json, "moved", ids.Where(moved.Contains));
            Views.WriteIds(json, "missing", ids.Where(id => !moved.Contains(id)));
            json.WriteStartObject("album"u8);
            json.WriteNumber("id"u8, album.Id);
            json.WriteString("name"u8, album.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private async Task<(Caller Caller, RequestFields Fields)> ReadAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "ids").ConfigureAwait(false);
        return (await callers.RequireAsync(exchange, fields).ConfigureAwait(false), fields);
    }
}
