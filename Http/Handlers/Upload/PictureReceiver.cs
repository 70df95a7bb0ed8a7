using Maple.Auth;
using Maple.Errors;
using Maple.Http.Fetching;
using Maple.Http.Multipart;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// Takes in what a request brings, in whichever of these ways: a multipart form, the picture itself, JSON, or a form of texts. Each is a file of this folder;
/// what comes after is the same for all.
/// </summary>
internal sealed class PictureReceiver(IBlobStore blobs, PictureFetcher fetcher, Credentials credentials, LimitOptions limits)
{
    /// <summary>All but the pictures at URLs: those come with <see cref="FetchAsync"/>.</summary>
    /// <param name="exchange">Its body is read.</param>
    /// <param name="name">Of a picture that is the body itself, where nothing else says it.</param>
    /// <param name="url">Of a picture beside those that the body brings.</param>
    /// <param name="begin">Told what the fields go into, before the first one comes.</param>
    /// <exception cref="MapleException">Whatever is wrong with the body as a whole; nothing is left of it then.</exception>
    public async Task<IncomingPictures> ReceiveAsync(Exchange exchange, string? name = null, string? url = null, Action<IncomingPictures>? begin = null)
    {
        Request request = exchange.Request;
        CheckRoom(exchange);
        var pictures = new IncomingPictures(exchange, blobs, limits.MaxFiles, pictures => AuthorizeAsync(exchange, pictures));
        begin?.Invoke(pictures);
        try
        {
            if (Boundary.IsMultipart(request.Header("Content-Type")))
                await FormBody.ReadAsync(request, pictures).ConfigureAwait(false);
            else if (RawBody.IsIn(request))
                await RawBody.ReadAsync(request, pictures, name).ConfigureAwait(false);
            else if (JsonBody.IsIn(request) && request.HasBody)
                await JsonBody.ReadAsync(request, pictures).ConfigureAwait(false);
            else if (FormUrlEncoded.IsForm(request.Header("Content-Type")))
                await TextForm.ReadAsync(request, pictures).ConfigureAwait(false);
            else if (request.HasBody && exchange.Caller is not null)
                throw Unsupported(RawBody.MediaType(request));
            await pictures.EndAsync().ConfigureAwait(false);
            if (url is not null)
                pictures.AddUrl(url);
            if (exchange.Caller?.Grant.Policy is not null && pictures.Urls.Any())
                throw GuestsSend();
            return pictures;
        }
        catch
        {
            await pictures.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks for the pictures at URLs.</summary>
    /// <exception cref="MapleException"><c>forbidden</c>, <c>url_not_allowed</c>, <c>fetch_failed</c></exception>
    public async Task FetchAsync(IncomingPictures pictures)
    {
        foreach (string wanted in pictures.Urls)
            pictures.AddFile(await fetcher.FetchAsync(wanted, ReceiveAsync).ConfigureAwait(false));
    }

    private Task<ReceivedFile> ReceiveAsync(string? name, Stream bytes) => ReceivedFile.ReceiveAsync(FileNames.Clean(name), bytes, blobs);

    private async Task AuthorizeAsync(Exchange exchange, IncomingPictures pictures)
    {
        try
        {
            await credentials.RequireAsync(exchange, pictures.InBody).ConfigureAwait(false);
        }
        catch (MapleException e) when (e.Code == ErrorCode.Unauthorized && !pictures.IsWhole && Boundary.IsMultipart(exchange.Request.Header("Content-Type")))
        {
            throw KeyStandsFirst();
        }

        CheckRoom(exchange);
    }

    /// <summary>Who repeats a policy's last upload gets its answer; a new file is refused when there is no room for it (<see cref="UploadPolicies.EnterAsync"/>).</summary>
    private static void CheckRoom(Exchange exchange)
    {
        if (exchange.Caller?.Grant.Policy is { IsUsedUp: true } && RepeatedUploads.KeyOf(exchange) is null)
            throw UploadPolicies.UsedUp();
    }

    private static MapleException KeyStandsFirst() => new(
        ErrorCode.Unauthorized,
        "This needs a valid key: in the header Api-Key, or as a field of the form that stands before its first file. 'maple key' shows your key.",
        "需要有效的密钥：放在请求头 Api-Key 中，或作为表单字段放在第一个文件之前。可用 'maple key' 查看密钥。");

    private static MapleException GuestsSend() => new(
        ErrorCode.InsufficientScope,
        "With an upload policy you send pictures themselves; maple fetches none by URL for it. Download the picture and send it.",
        "使用上传策略时只能直接发送图片，maple 不会为其按 URL 抓取。请先下载图片再上传。");

    private static MapleException Unsupported(string mediaType) => new(
        ErrorCode.UnsupportedMediaType,
        $"A body of type '{Excerpt.Of(mediaType)}' brings no picture; send multipart/form-data, a picture with its own type (image/png, ...), or application/json.",
        $"类型为 '{Excerpt.Of(mediaType)}' 的请求体不含图片；请使用 multipart/form-data、图片自身的类型（如 image/png）或 application/json。");
}
