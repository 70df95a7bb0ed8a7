using System.Globalization;
using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Http.Content.Zip;
using Maple.Http.Parsing;
using Maple.Logging;
using Maple.Storage;
using Text = Maple.Errors.Text;

namespace Maple.Http.Handlers;

/// <summary><c>/api/images/archive</c>: originals as one zip file.</summary>
internal sealed class ArchiveHandlers(
    IImageStore images, AlbumChoice albumChoice, ServedOriginals originals, FormCallers callers, TimeProvider time, Log log)
{
    /// <summary>8 MB of names in memory while one is sent; at 5 MB each, 100 GB.</summary>
    private const int MaxImages = 20_000;

    /// <summary>As many as the page selects; with ten digits each they fill a form's 64 KB.</summary>
    private const int MaxIds = 5_000;

    private const int Portion = 500;

    private static readonly ZipRecords s_records = new();

    public Task<Response> GetAsync(Exchange exchange) => AnswerAsync(exchange, exchange.Caller!, exchange.Query("ids"), exchange.Query("album"));

    public async Task<Response> PostAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "ids").ConfigureAwait(false);
        Caller caller = await callers.RequireAsync(exchange, fields).ConfigureAwait(false);
        return await AnswerAsync(exchange, caller, fields["ids"], fields["album"]).ConfigureAwait(false);
    }

    private async Task<Response> AnswerAsync(Exchange exchange, Caller caller, string? ids, string? album)
    {
        IReadOnlyList<Image> chosen = string.IsNullOrEmpty(ids) && album is { Length: > 0 }
            ? await OfAlbumAsync(caller, album).ConfigureAwait(false)
            : await OfIdsAsync(caller, Parameters.Ids(ids, MaxIds)).ConfigureAwait(false);
        var names = new ZipNames();
        List<ZipEntry> entries =
        [
            .. chosen.Select(image => new ZipEntry(
                Encoding.UTF8.GetBytes(names.Take(image.Name, image.Extension)), image.Bytes, image.CreatedAt, image.Original)),
        ];
        string day = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = new ZipBody(entries, async key => await OpenAsync(exchange, key).ConfigureAwait(false), s_records);
        try
        {
            await body.BeginAsync().ConfigureAwait(false);
        }
        catch
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return Response.Of(HttpStatusCode.OK, body)
            .With("Content-Type", "application/zip")
            .With("Content-Disposition", $"attachment; filename=\"maple-{day}.zip\"")
            .With("Cache-Control", "no-store");
    }

    /// <summary>One that is missing refuses all: nobody counts the files of an archive.</summary>
    private async Task<IReadOnlyList<Image>> OfIdsAsync(Caller caller, IReadOnlyList<long> ids)
    {
        IReadOnlyList<Image> found =
            [.. (await images.FindAllAsync(caller.User.Id, ids).ConfigureAwait(false)).Where(caller.Grant.Covers)];
        return found.Count == ids.Count ? found : throw ImageNotFound(ids.Except(found.Select(image => image.Id)).First());
    }

    private async Task<IReadOnlyList<Image>> OfAlbumAsync(Caller caller, string wanted)
    {
        Album album = await albumChoice.FindAsync(caller, wanted).ConfigureAwait(false) ?? throw AlbumChoice.NotFound(wanted);
        // By id, since one that is moved or deleted meanwhile shifts the pages.
        var found = new Dictionary<long, Image>();
        Page<Image> page;
        int number = 1;
        do
        {
            page = await images.ListAsync(new ListQuery { UserId = caller.User.Id, AlbumId = album.Id, Page = number++, Number = Portion }).ConfigureAwait(false);
            if (page.Total > MaxImages)
                throw TooMany(album.Name, page.Total);
            foreach (Image image in page.Items)
                found[image.Id] = image;
        }
        while (page.Items.Count == Portion);
        return [.. found.Values];
    }

    private async Task<Blob> OpenAsync(Exchange exchange, BlobKey key)
    {
        Blob? blob;
        try
        {
            blob = await originals.OpenAsync(key).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.ForRequest(exchange.Id).Warning("an archive is cut off: an original can't be read", e, ("file", key.Value));
            throw;
        }

        if (blob is not null)
            return blob;
        log.ForRequest(exchange.Id).Warning("an archive is cut off: an original is gone", ("file", key.Value));
        throw Unreadable();
    }

    private static MapleException Unreadable() => new(
        ErrorCode.StorageUnavailable,
        "A picture of the archive is missing on the disk. 'maple check' tells which; leave it out meanwhile.",
        "压缩包中的一张图片在磁盘上缺失。maple check 可指出是哪一张；请暂时将其排除。");

    private static MapleException ImageNotFound(long id) => new(
        ErrorCode.ImageNotFound, $"You have no image '{id}'. GET /api/images lists yours.", $"没有编号为 '{id}' 的图片。GET /api/images 可列出你的图片。")
    { Parameter = "ids" };

    private static MapleException TooMany(string album, long images) => new(ErrorCode.InvalidParameter, new Text(
        $"The album '{album}' has {images} images, and an archive takes {MaxImages} at most. Name some of them in 'ids'.",
        $"相册“{album}”有 {images} 张图片，一个压缩包最多包含 {MaxImages} 张。请用 'ids' 指定其中一部分。"))
    { Parameter = "album" };
}
