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
    /// <param name="name">Of a picture that is the body itself, where nothing else says it.</param>
    /// <param name="url">Of a picture beside those that the body brings.</param>
    /// <exception cref="MapleException">Whatever is wrong with the body as a whole; nothing is left of it then.</exception>
    public async Task<IncomingPictures> ReceiveAsync(Exchange exchange, string? name = null, string? url = null)
    {
        Request request = exchange.Request;
        var pictures = new IncomingPictures(exchange, blobs, limits.MaxFiles, pictures => AuthorizeAsync(exchange, pictures));
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
            foreach (string wanted in pictures.Urls)
                pictures.AddFile(await fetcher.FetchAsync(wanted, ReceiveAsync).ConfigureAwait(false));
            return pictures;
        }
        catch
        {
            await pictures.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task<ReceivedFile> ReceiveAsync(string? name, Stream bytes) => ReceivedFile.ReceiveAsync(FileNames.Clean(name), bytes, blobs);

    private Task AuthorizeAsync(Exchange exchange, IncomingPictures pictures) => credentials.RequireAsync(exchange, pictures.InBody);

    private static MapleException Unsupported(string mediaType) => new(
        ErrorCode.UnsupportedMediaType,
        $"A body of type '{Excerpt.Of(mediaType)}' brings no picture; send multipart/form-data, a picture with its own type (image/png, ...), or application/json.",
        $"类型为 '{Excerpt.Of(mediaType)}' 的请求体不含图片；请使用 multipart/form-data、图片自身的类型（如 image/png）或 application/json。");
}
