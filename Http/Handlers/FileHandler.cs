using System.Globalization;
using Maple.Errors;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>
/// <c>/images/PATH</c>: originals, thumbnails, show pictures, and with <c>?width=</c> or <c>?height=</c> a picture within that box. Needs no key:
/// the names can't be guessed.
/// </summary>
internal sealed class FileHandler(
    IImageStore images, IBlobStore blobs, ServedOriginals originals, PictureIntake intake, ImageProcessor processor, VariantCache variants, HotPictures hot,
    ImagingOptions options, Envelope envelope, TimeProvider time)
{
    /// <summary>Bytes under a name never change, so a year: RFC 9111 recommends no more.</summary>
    private const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>No script, no request, no form, whatever the file turns out to be; styles are what browsers' own picture pages use.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The links of a replaced image without its version, and those with one that is past: in a minute they show what it is now.</summary>
    private const string CacheControlOfReplaced = "public, max-age=60";

    /// <exception cref="MapleException"><c>not_found</c>, <c>invalid_parameter</c>, and what making a variant throws.</exception>
    public async Task<Response> GetAsync(Exchange exchange)
    {
        // The names of later versions' files are no links.
        if (!BlobKey.TryParse(exchange["path"], out BlobKey key) || Stem.Split(key.Stem).Version > 0)
            throw NotFound();
        Variant? variant = Variant.Parse(exchange.Query("width"), exchange.Query("height"), options.MaxVariantSize);
        int version = int.TryParse(exchange.Query("v"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 0;
        string? rest = version == 0 ? variant?.Key : string.Create(CultureInfo.InvariantCulture, $"{variant?.Key}v{version}");
        ServedPicture picture = await hot.OpenAsync(key, rest, () => OpenAsync(key, variant, version)).ConfigureAwait(false) ?? throw NotFound();
        string mediaType = ImageFormat.ByExtension(picture.Extension)?.MediaType ?? "application/octet-stream";
        string caching = picture.IsLasting ? CacheControl : CacheControlOfReplaced;
        return (await FileAnswer.OfAsync(exchange, envelope, picture.Blob, mediaType, caching, time.GetUtcNow()).ConfigureAwait(false))
            .With("Content-Security-Policy", Policy)
            .With("Cross-Origin-Resource-Policy", "cross-origin");
    }

    /// <summary>To be told to <see cref="ImageLibrary"/>.</summary>
    public static ImageRemoved ForgetVariants(VariantCache variants) => (image, _) =>
    {
        variants.RemoveAll(image.Original.Value);
        return Task.CompletedTask;
    };

    private async Task<ServedPicture?> OpenAsync(BlobKey key, Variant? variant, int version)
    {
        // Nearly all are files under their own names, of images that were never replaced, and cost no look at a row.
        if (variant is null && version == 0 && await OpenFileAsync(key).ConfigureAwait(false) is { } file)
            return new ServedPicture(file, key.Extension);
        if (await images.FindByStemAsync(key.Stem).ConfigureAwait(false) is not { } image)
            return variant is null && version == 0 ? null : await OpenAsync(key, null, 0).ConfigureAwait(false);

        bool isLasting = image.Version == version;
        if (variant is { } wanted && !wanted.IsOriginal(image.Width, image.Height))
        {
            VariantFile made = await variants.GetOrAddAsync(
                image.Original.Value, wanted.Key, () => RenderAsync(image, wanted)).ConfigureAwait(false);
            return new ServedPicture(new VariantBlob(made), made.Extension, isLasting);
        }

        BlobKey current = key.Kind switch { BlobKey.Photo => image.Original, BlobKey.Thumb => image.Thumb, _ => image.Show };
        // A replaced image may be of another format than its oldest links say; any other wrong name is none.
        if (image.Version == 0 ? key != current : key.Folder != image.Folder)
            return null;
        Blob? blob = await OpenFileAsync(current).ConfigureAwait(false)
            ?? (key.Kind != BlobKey.Photo && await intake.RemakeRenditionsAsync(image).ConfigureAwait(false) ? await blobs.OpenAsync(current).ConfigureAwait(false) : null);
        return blob is null ? null : new ServedPicture(blob, current.Extension, isLasting);
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
