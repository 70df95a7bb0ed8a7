using Maple.Errors;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>
/// <c>/images/PATH</c>: originals, thumbnails, show pictures, and with <c>?width=</c> or <c>?height=</c> a picture within that box. Needs no key, for
/// the names can't be guessed; but what is in a private album takes more than its name.
/// </summary>
internal sealed class FileHandler(
    IImageStore images, IBlobStore blobs, ServedOriginals originals, ProxySending? sending, PictureIntake intake, ImageProcessor processor, VariantCache variants, HotPictures hot,
    PictureSight sights, ImagingOptions options, Envelope envelope, TimeProvider time)
{
    /// <summary>Bytes under a name never change, so a year: RFC 9111 recommends no more.</summary>
    private const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>What is private is asked for again each time, and answered 304: whoever may not see it any more doesn't.</summary>
    private const string PrivateCacheControl = "private, no-cache";

    /// <summary>No script, no request, no form, whatever the file turns out to be; styles are what browsers' own picture pages use.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <exception cref="MapleException"><c>not_found</c>, <c>invalid_parameter</c>, and what making a variant throws.</exception>
    public async Task<Response> GetAsync(Exchange exchange)
    {
        if (!BlobKey.TryParse(exchange["path"], out BlobKey key))
            throw NotFound();
        Sight sight = await sights.OfAsync(exchange, key).ConfigureAwait(false);
        if (sight == Sight.None)
            throw NotFound();
        Variant? variant = Variant.Parse(exchange.Query("width"), exchange.Query("height"), options.MaxVariantSize);
        // What nginx sends it keeps in memory itself, and its validators are others than ours. What is private it doesn't get to keep.
        bool isSentByProxy = sight == Sight.Public && variant is null && sending?.IsAskedFor(exchange) == true;
        (Blob blob, string extension) =
            await (isSentByProxy ? OpenAsync(key, variant) : hot.OpenAsync(key, variant?.Key, () => OpenAsync(key, variant))).ConfigureAwait(false)
            ?? throw NotFound();
        string mediaType = ImageFormat.ByExtension(extension)?.MediaType ?? "application/octet-stream";
        if (isSentByProxy && ProxySending.Of(blob, key, mediaType) is { } redirect)
        {
            await blob.DisposeAsync().ConfigureAwait(false);
            return Guarded(redirect.With("Cache-Control", CacheControl), sight);
        }

        string cacheControl = sight == Sight.Public ? CacheControl : PrivateCacheControl;
        return Guarded(await FileAnswer.OfAsync(exchange, envelope, blob, mediaType, cacheControl, time.GetUtcNow()).ConfigureAwait(false), sight);
    }

    /// <summary>To be told to <see cref="ImageLibrary"/>.</summary>
    public static ImageRemoved ForgetVariants(VariantCache variants) => (image, _) =>
    {
        variants.RemoveAll(image.Original.Value);
        return Task.CompletedTask;
    };

    private static Response Guarded(Response response, Sight sight) => response
        .With("Content-Security-Policy", Policy)
        .With("Cross-Origin-Resource-Policy", sight == Sight.OwnersOnly ? "same-origin" : "cross-origin");

    private async Task<(Blob Blob, string Extension)?> OpenAsync(BlobKey key, Variant? variant)
    {
        if (variant is { } wanted
            && await images.FindByStemAsync(key.Stem).ConfigureAwait(false) is { } image
            && !wanted.IsOriginal(image.Width, image.Height))
        {
            VariantFile file = await variants.GetOrAddAsync(
                image.Original.Value, wanted.Key, () => RenderAsync(image, wanted)).ConfigureAwait(false);
            return (new VariantBlob(file), file.Extension);
        }

        // Whatever is made from an original has no metadata; the original itself may have.
        Blob? blob = key.Kind == BlobKey.Photo
            ? await originals.OpenAsync(key).ConfigureAwait(false)
            : await blobs.OpenAsync(key).ConfigureAwait(false) ?? await RemakeAsync(key).ConfigureAwait(false);
        return blob is null ? await OpenByStemAsync(key).ConfigureAwait(false) : (blob, key.Extension);
    }

    /// <summary>Links of maple-file's pictures end with .png whatever they are.</summary>
    private async Task<(Blob Blob, string Extension)?> OpenByStemAsync(BlobKey key)
    {
        if (await images.FindByStemAsync(key.Stem).ConfigureAwait(false) is not { } image || image.Folder != key.Folder)
            return null;
        BlobKey own = key.Kind switch
        {
            BlobKey.Photo => image.Original,
            BlobKey.Thumb => image.Thumb,
            _ => image.Show,
        };
        return own == key ? null : await OpenAsync(own, variant: null).ConfigureAwait(false);
    }

    private async Task<Rendition> RenderAsync(Image image, Variant variant)
    {
        await using LocalCopy? original = await intake.LocalAsync(image.Original).ConfigureAwait(false);
        if (original is null)
            throw NotFound();
        return await processor.RenderAsync(original.Path, variant.Box).ConfigureAwait(false);
    }

    /// <summary>A thumbnail or show picture that is missing is made again: a link in an answer is never a 404.</summary>
    private async Task<Blob?> RemakeAsync(BlobKey key)
    {
        if (await images.FindByStemAsync(key.Stem).ConfigureAwait(false) is not { } image)
            return null;
        if (key != image.Thumb && key != image.Show)
            return null;
        return await intake.RemakeRenditionsAsync(image).ConfigureAwait(false) ? await blobs.OpenAsync(key).ConfigureAwait(false) : null;
    }

    private static MapleException NotFound() => new(
        ErrorCode.NotFound, "There is no picture here. It may have been deleted.", "这里没有图片，可能已被删除。");

    /// <summary>A cached variant, read like any other blob.</summary>
    private sealed class VariantBlob(VariantFile file) : Blob
    {
        public override long Length => file.Length;
        public override DateTimeOffset LastModified => file.LastModified;

        public override FilePart? FileAt(long offset) => file is CachedVariant { Handle: var handle } ? new FilePart(handle, offset, Length - offset) : null;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default) =>
            new(file.Read(buffer.Span, offset));

        public override ValueTask DisposeAsync()
        {
            file.Dispose();
            return default;
        }
    }
}
