using System.Globalization;
using System.Net;
using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;
using SortKey = Maple.Storage.SortKey;

namespace Maple.Http.Handlers.Compat;

/// <summary>
/// <c>/api/v1/</c> as Lsky Pro 2 has it: <c>{status, message, data}</c>, refusals too with 200, but for who asks (401) and how often (429).
/// </summary>
internal sealed class LskyV2Handlers(
    IMetadataStore store, ImageLibrary library, ImageHandlers images, CompatUploads uploads, LoginRateLimiter limiter, Logins logins, ApiKeys keys, ImageViews views, Links links)
{
    /// <summary>Lsky's own.</summary>
    private const int PerPage = 40;

    private const double Kilobyte = 1024;

    /// <summary>Name or e-mail and password for the user's key.</summary>
    public Task<Response> TokenAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        string given = fields["email"] ?? fields["username"] ?? throw Parameters.Missing("email");
        string password = fields["password"] ?? throw Parameters.Missing("password");
        // Its limits are those of the user, whichever of their names is tried.
        string name = given.Contains('@')
            ? (await store.Users.ListAsync().ConfigureAwait(false)).FirstOrDefault(user => user.Email.Equals(given, StringComparison.OrdinalIgnoreCase))?.Name ?? given
            : given;
        await limiter.TakeAsync(exchange.Client.Address, name).ConfigureAwait(false);
        User user = await logins.LoginAsync(name, password).ConfigureAwait(false);
        string token = keys.Token(await keys.DefaultAsync(user.Id).ConfigureAwait(false));
        return Ok(json => json.WriteString("token"u8, token));
    });

    public Task<Response> UploadAsync(Exchange exchange) => TryAsync(exchange, () => uploads.AddOneAsync(exchange, "name", (picture, _) => Ok(json =>
    {
        WriteFile(json, picture.Image);
        json.WriteString("mimetype"u8, MediaType(picture.Image));
        json.WriteString("extension"u8, picture.Image.Extension);
        json.WriteString("md5"u8, picture.Md5);
        json.WriteString("sha1"u8, picture.Sha1);
        WriteLinks(json, exchange, picture.Image);
    })));

    public Task<Response> ImagesAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        Caller caller = exchange.Caller!;
        var query = new ListQuery
        {
            UserId = caller.User.Id,
            Page = Page(exchange),
            Number = PerPage,
            Text = exchange.Query("keyword") is { Length: > 0 } text ? text : null,
            AlbumId = Album(exchange, caller.Grant),
            Sort = exchange.Query("order") switch
            {
                "earliest" => [new SortKey(SortField.CreatedAt, false)],
                "utmost" => [new SortKey(SortField.Bytes, true)],
                "least" => [new SortKey(SortField.Bytes, false)],
                _ => [new SortKey(SortField.CreatedAt, true)],
            },
        };
        Page<Image> page = await store.Images.ListAsync(query).ConfigureAwait(false);
        return Ok(json => WritePage(json, query, page, image =>
        {
            WriteFile(json, image);
            json.WriteNumber("width"u8, image.Width);
            json.WriteNumber("height"u8, image.Height);
            json.WriteString("date"u8, image.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            WriteLinks(json, exchange, image);
        }));
    });

    public Task<Response> RemoveImageAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        long id = Parameters.Id(exchange["id"], ImageHandlers.NotFound);
        await images.FindAsync(exchange, id).ConfigureAwait(false);
        _ = await library.RemoveAsync(exchange.Caller!.User.Id, id, exchange.Caller.Grant.AlbumId).ConfigureAwait(false) ?? throw ImageHandlers.NotFound(exchange["id"]);
        return Ok(_ => { });
    });

    public Task<Response> AlbumsAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        var query = new ListQuery
        {
            UserId = exchange.Caller!.User.Id,
            AlbumId = exchange.Caller.Grant.AlbumId,
            Page = Page(exchange),
            Number = PerPage,
            Text = exchange.Query("keyword") is { Length: > 0 } text ? text : null,
        };
        Page<Album> page = await store.Albums.ListAsync(query).ConfigureAwait(false);
        return Ok(json => WritePage(json, query, page, album =>
        {
            json.WriteNumber("id"u8, album.Id);
            json.WriteString("name"u8, album.Name);
            json.WriteString("intro"u8, album.Description);
            json.WriteNumber("image_num"u8, album.ImageCount);
        }));
    });

    public Task<Response> RemoveAlbumAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        long id = Parameters.Id(exchange["id"], NoAlbum);
        await RemoveAlbumAsync(exchange, id).ConfigureAwait(false);
        return Ok(_ => { });
    });

    /// <summary>Moving its images is a change of them as any other.</summary>
    private async Task RemoveAlbumAsync(Exchange exchange, long id)
    {
        long userId = exchange.Caller!.User.Id;
        try
        {
            await library.RemoveAlbumAsync(userId, id, AlbumImages.Refuse).ConfigureAwait(false);
        }
        catch (MapleException e) when (e.Code == ErrorCode.AlbumNotEmpty)
        {
            Access.Edit.Check(exchange.Caller);
            await library.RemoveAlbumAsync(userId, id, AlbumImages.Move).ConfigureAwait(false);
        }
    }

    public Task<Response> ProfileAsync(Exchange exchange) => TryAsync(exchange, async () =>
    {
        User user = exchange.Caller!.User;
        Usage usage = await store.Usage.OfUserAsync(user.Id).ConfigureAwait(false);
        long albums = (await store.Albums.ListAsync(new ListQuery { UserId = user.Id, Number = 1 }).ConfigureAwait(false)).Total;
        return Ok(json =>
        {
            json.WriteString("username"u8, user.Name);
            json.WriteString("name"u8, user.Name);
            json.WriteString("email"u8, user.Email);
            json.WriteNumber("size"u8, usage.Bytes / Kilobyte);
            json.WriteNumber("image_num"u8, usage.Images);
            json.WriteNumber("album_num"u8, albums);
        });
    });

    /// <summary>Where pictures may be put: here.</summary>
    public static Task<Response> StrategiesAsync(Exchange exchange) => TryAsync(exchange, () => Task.FromResult(Ok(json =>
    {
        json.WriteStartArray("strategies"u8);
        json.WriteStartObject();
        json.WriteNumber("id"u8, 1);
        json.WriteString("name"u8, "maple");
        json.WriteEndObject();
        json.WriteEndArray();
    })));

    private static Task<Response> TryAsync(Exchange exchange, Func<Task<Response>> work) => CompatJson.TryAsync(exchange, work, (code, message) =>
    {
        HttpStatusCode status = ErrorMapper.Status(code);
        return CompatJson.Answer(
            status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests ? status : HttpStatusCode.OK,
            json =>
            {
                json.WriteBoolean("status"u8, false);
                json.WriteString("message"u8, message);
                json.WriteStartObject("data"u8);
                json.WriteEndObject();
            },
            code);
    });

    private static Response Ok(Action<Utf8JsonWriter> data) => CompatJson.Answer(HttpStatusCode.OK, json =>
    {
        json.WriteBoolean("status"u8, true);
        json.WriteString("message"u8, "success");
        json.WriteStartObject("data"u8);
        data(json);
        json.WriteEndObject();
    });

    /// <summary>A key for one album sees of the others what there is in none.</summary>
    private static long? Album(Exchange exchange, Grant grant)
    {
        if (exchange.Query("album_id") is not { Length: > 0 } wanted)
            return grant.AlbumId;
        long id = Parameters.Id(wanted, NoAlbum);
        return grant.CoversAlbum(id) ? id : 0;
    }

    private static int Page(Exchange exchange) => Parameters.Number("page", exchange.Query("page"), 1, 1, int.MaxValue);

    private static void WritePage<T>(Utf8JsonWriter json, ListQuery query, Page<T> page, Action<T> write)
    {
        json.WriteNumber("current_page"u8, query.Page);
        json.WriteNumber("last_page"u8, Math.Max(1, (page.Total + query.Number - 1) / query.Number));
        json.WriteNumber("per_page"u8, query.Number);
        json.WriteNumber("total"u8, page.Total);
        json.WriteStartArray("data"u8);
        foreach (T item in page.Items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, Image image)
    {
        json.WriteString("key"u8, image.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("name"u8, image.Name);
        json.WriteString("pathname"u8, image.Link(image.Original).Value);
        json.WriteString("origin_name"u8, image.OriginalFilename);
        json.WriteNumber("size"u8, image.Bytes / Kilobyte);
    }

    private void WriteLinks(Utf8JsonWriter json, Exchange exchange, Image image)
    {
        string url = views.Url(exchange, image), markdown = Links.Markdown(image.Name, url);
        json.WriteStartObject("links"u8);
        json.WriteString("url"u8, url);
        json.WriteString("html"u8, Links.Html(image.Name, url));
        json.WriteString("bbcode"u8, Links.BbCode(url));
        json.WriteString("markdown"u8, markdown);
        json.WriteString("markdown_with_link"u8, $"[{markdown}]({url})");
        json.WriteString("thumbnail_url"u8, views.ThumbUrl(exchange, image));
        json.WriteString("delete_url"u8, links.To(exchange, string.Create(CultureInfo.InvariantCulture, $"/api/v1/images/{image.Id}")));
        json.WriteEndObject();
    }

    private static string MediaType(Image image) => ImageFormat.ByExtension(image.Extension)?.MediaType ?? "application/octet-stream";

    private static MapleException NoAlbum(string id) => new(
        ErrorCode.AlbumNotFound, $"You have no album '{Parsing.Excerpt.Of(id)}'.", $"没有编号为 '{Parsing.Excerpt.Of(id)}' 的相册。");
}
