using Maple.Errors;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/albums</c> and <c>/api/albums/ID</c>.</summary>
internal sealed class AlbumHandlers(
    IAlbumStore albums, ImageLibrary library, FormCallers callers, ListParameters lists, AlbumCovers covers, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        ListQuery query = lists.Parse(exchange, exchange.Caller!.User.Id) with { AlbumId = exchange.Caller.Grant.AlbumId };
        Page<Album> page = await albums.ListAsync(query).ConfigureAwait(false);
        Func<Album, string?> cover = await covers.OfAsync(exchange, page.Items).ConfigureAwait(false);
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                foreach (Album album in page.Items)
                    Views.WriteAlbum(json, album, cover(album));
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, page.Total));
    }

    public async Task<Response> AddAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, flags: "private").ConfigureAwait(false);
        User user = (await callers.RequireAsync(exchange, fields).ConfigureAwait(false)).User;
        string name = Parameters.Checked(fields["name"], Names.CheckAlbum) ?? throw Parameters.Missing("name");
        string description = Parameters.Checked(fields["description"], Names.CheckDescription) ?? "";
        bool isPrivate = Parameters.Flag("private", fields["private"]) ?? false;
        Album album = await albums.AddAsync(user.Id, name, description, isPrivate).ConfigureAwait(false);
        return await OneAsync(exchange, album).ConfigureAwait(false);
    }

    public async Task<Response> GetAsync(Exchange exchange)
    {
        long id = Parameters.Id(exchange["id"], NotFound);
        Album? album = exchange.Caller!.Grant.CoversAlbum(id) ? await albums.FindAsync(exchange.Caller.User.Id, id).ConfigureAwait(false) : null;
        return await OneAsync(exchange, album ?? throw NotFound(exchange["id"])).ConfigureAwait(false);
    }

    public async Task<Response> UpdateAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, flags: "private").ConfigureAwait(false);
        User user = (await callers.RequireAsync(exchange, fields).ConfigureAwait(false)).User;
        long id = Parameters.Id(exchange["id"], NotFound);
        var change = new AlbumChange(
            Parameters.Checked(fields["name"], Names.CheckAlbum),
            Parameters.Checked(fields["description"], Names.CheckDescription))
        {
            IsPrivate = Parameters.Flag("private", fields["private"]),
            Cover = fields.Has("cover") ? Cover(fields["cover"]) : null,
        };
        return await OneAsync(exchange, await albums.UpdateAsync(user.Id, id, change).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        AlbumImages fate = Parameters.AlbumImages(exchange.Query("images"));
        // That is a change of images as any other.
        if (fate == AlbumImages.Move)
            Access.Edit.Check(exchange.Caller);
        long id = Parameters.Id(exchange["id"], NotFound);
        Album removed = await library.RemoveAlbumAsync(exchange.Caller!.User.Id, id, fate).ConfigureAwait(false);
        return await OneAsync(exchange, removed).ConfigureAwait(false);
    }

    private async Task<Response> OneAsync(Exchange exchange, Album album)
    {
        Func<Album, string?> cover = await covers.OfAsync(exchange, [album]).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteAlbum(json, album, cover(album)));
    }

    private static CoverChoice Cover(string? id) => new(string.IsNullOrEmpty(id) ? null : Parameters.Id(id, NoCover));

    private static MapleException NoCover(string id) => new(
        ErrorCode.ImageNotFound, $"There is no image '{id}' that could be the cover.", $"没有可用作封面的图片 '{id}'。")
    { Parameter = "cover" };

    private static MapleException NotFound(string id) => new(
        ErrorCode.AlbumNotFound, $"You have no album '{id}'. GET /api/albums lists yours.", $"没有编号为 '{id}' 的相册。GET /api/albums 可列出你的相册。");
}
