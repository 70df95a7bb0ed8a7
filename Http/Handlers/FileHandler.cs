using System.Globalization;
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
    public const string PrivateCacheControl = "private, no-cache";

    /// <summary>No script, no request, no form, whatever the file turns out to be; styles are what browsers' own picture pages use.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The links of a replaced image without its version, and those with one that is past: in a minute they show what it is now.</summary>
    private const string CacheControlOfReplaced = "public, max-age=60";

    /// <exception cref="MapleException"><c>not_found</c>, <c>invalid_parameter</c>, and what making a variant throws.</exception>
    public async Task<Response> GetAsync(Exchange exchange)
    {
        // The names of versions' files are no links.
        if (!BlobKey.TryParse(exchange["path"], out BlobKey key) || Stem.IsOfVersion(key.Stem))
            throw NotFound();
        Sight sight = await sights.OfAsync(exchange, key).ConfigureAwait(false);
        if (sight == Sight.None)
            throw NotFound();
        Variant? variant = Variant.Parse(exchange.Query("width"), exchange.Query("height"), options.MaxVariantSize);
        int version = int.TryParse(exchange.Query("v"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 0;
        // What nginx sends it keeps in memory itself, and its validators are others than ours. What is private it doesn't get to keep.
        bool isSentByProxy = sight == Sight.Public && variant is null && sending?.IsAskedFor(exchange) == true;
        string? rest = version == 0 ? variant?.Key : string.Create(CultureInfo.InvariantCulture, $"{variant?.Key}v{version}");
        ServedPicture picture =
            await (isSentByProxy ? OpenAsync(key, variant, version) : hot.OpenAsync(key, rest, () => OpenAsync(key, variant, version))).ConfigureAwait(false)
            ?? throw NotFound();
        string mediaType = ImageFormat.ByExtension(picture.Extension)?.MediaType ?? "application/octet-stream";
        string caching = sight != Sight.Public ? PrivateCacheControl : picture.IsLasting ? CacheControl : CacheControlOfReplaced;
        if (isSentByProxy && picture.File is { } file && ProxySending.Of(picture.Blob, file, mediaType) is { } redirect)
        {
            await picture.Blob.DisposeAsync().ConfigureAwait(false);
            return Guarded(redirect.With("Cache-Control", caching), sight);
        }

        return Guarded(await FileAnswer.OfAsync(exchange, envelope, picture.Blob, mediaType, caching, time.GetUtcNow()).ConfigureAwait(false), sight);
    }

    /// <summary>Nothing runs in it, and what is not for everybody stands in no page of others.</summary>
    public static Response Guarded(Response response, Sight sight) => response
        .With("Content-Security-Policy", Policy)
        .With("Cross-Origin-Resource-Policy", sight == Sight.OwnersOnly ? "same-origin" : "cross-origin");

    private async Task<ServedPicture?> OpenAsync(BlobKey key, Variant? variant, int version)
    {
        // Nearly all are files under their own names, of images that were never replaced, and cost no look at a row.
        if (variant is null && version == 0 && await OpenFileAsync(key).ConfigureAwait(false) is { } file)
            return new ServedPicture(file, key.Extension) { File = key };
        if (await images.FindByStemAsync(key.Stem).ConfigureAwait(false) is not { } image)
            return variant is null && version == 0 ? null : await OpenAsync(key, null, 0).ConfigureAwait(false);

        if (key.Folder != image.Folder)
            return null;
        bool isLasting = image.Version == version;
        if (variant is { } wanted && !wanted.IsOriginal(image.Width, image.Height))
        {
            VariantFile made = await variants.GetOrAddAsync(
                image.Original.Value, wanted.Key, () => RenderAsync(image, wanted)).ConfigureAwait(false);
            return new ServedPicture(new VariantBlob(made), made.Extension, isLasting);
        }

        // A replaced image may be of another format than its oldest links say, and links of maple-file's pictures end with .png whatever they are.
        BlobKey current = key.Kind switch { BlobKey.Photo => image.Original, BlobKey.Thumb => image.Thumb, _ => image.Show };
        Blob? blob = await OpenFileAsync(current).ConfigureAwait(false)
            ?? (key.Kind != BlobKey.Photo && await intake.RemakeRenditionsAsync(image).ConfigureAwait(false) ? await blobs.OpenAsync(current).ConfigureAwait(false) : null);
        return blob is null ? null : new ServedPicture(blob, current.Extension, isLasting) { File = current };
    }

    /// <summary>Whatever is made from an original has no metadata; the original itself may have.</summary>
    private Task<Blob?> OpenFileAsync(BlobKey key) => key.Kind == BlobKey.Photo ? originals.OpenAsync(key) : blobs.OpenAsync(key);

    private async Task<Rendition> RenderAsync(Image image, Variant variant)
    {
        await using LocalCopy? original = await intake.LocalAsync(image.Original).ConfigureAwait(false);
        if (original is null)
            throw NotFound();
        return await processor.RenderAsync(original.Path, variant.Box).ConfigureAwait(false);
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
