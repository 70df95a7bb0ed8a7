using System.Buffers;
using Maple.Errors;
using Maple.Http.Metrics;
using Maple.Imaging;
using Maple.Imaging.Metadata;
using Maple.Storage;
using Microsoft.Win32.SafeHandles;

namespace Maple.Http.Handlers.Upload;

/// <param name="Name">What the owner calls it.</param>
/// <param name="OriginalFilename">What the client called it.</param>
internal sealed record PictureFacts(string Name, string OriginalFilename, string Description)
{
    /// <inheritdoc cref="NewImage.Stem"/>
    public string? Stem { get; init; }

    /// <summary>For who may know of one album alone: the same bytes elsewhere are none of their business. Null: stored once for each user.</summary>
    public long? OnlyAlbumId { get; init; }

    /// <summary>Extensions of the kinds that are taken; null: those that the server takes.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
}

/// <summary>Takes a received file in as a picture: is it one, is it new, what are its thumbnail and show picture; then all of it is stored.</summary>
/// <param name="stripsOriginals">Without the place where it was taken.</param>
internal sealed class PictureIntake(IMetadataStore store, ImageLibrary library, IBlobStore blobs, ImageProcessor processor, bool stripsOriginals)
{
    public UploadCounters Counters { get; init; } = new();

    /// <param name="findAlbum">Asked once there is a picture to put into it.</param>
    /// <exception cref="MapleException">What <see cref="ImageProcessor.PrepareAsync"/> and <see cref="ImageLibrary.AddAsync"/> refuse.</exception>
    public async Task<(Image Image, string AlbumName, bool IsDuplicate)> StoreAsync(
        User user, Func<Task<Album>> findAlbum, ReceivedFile file, PictureFacts facts)
    {
        try
        {
            (Image image, string albumName, bool isDuplicate) = await StoreNewAsync(user, findAlbum, file, facts).ConfigureAwait(false);
            if (isDuplicate)
                Counters.CountDuplicate();
            else
                Counters.CountStored(image.Bytes);
            return (image, albumName, isDuplicate);
        }
        catch (MapleException)
        {
            Counters.CountRefused();
            throw;
        }
    }

    /// <summary>Gives an image these bytes instead of its own. The same bytes change nothing.</summary>
    /// <exception cref="MapleException">What <see cref="ImageProcessor.PrepareAsync"/> and <see cref="ImageLibrary.ReplaceAsync"/> refuse.</exception>
    public async Task<Image> ReplaceAsync(Image image, ReceivedFile file)
    {
        try
        {
            Image replaced = await ReplaceBytesAsync(image, file).ConfigureAwait(false);
            if (replaced.Version == image.Version)
                Counters.CountDuplicate();
            else
                Counters.CountStored(replaced.Bytes);
            return replaced;
        }
        catch (MapleException)
        {
            Counters.CountRefused();
            throw;
        }
    }

    private async Task<(Image Image, string AlbumName, bool IsDuplicate)> StoreNewAsync(
        User user, Func<Task<Album>> findAlbum, ReceivedFile file, PictureFacts facts)
    {
        file = await StrippedAsync(file).ConfigureAwait(false);
        if (await store.Images.FindBySha256Async(user.Id, file.Sha256, facts.OnlyAlbumId).ConfigureAwait(false) is { } existing
            && await library.HasOriginalAsync(existing).ConfigureAwait(false))
            return (existing, await AlbumNameAsync(existing).ConfigureAwait(false), true);

        return await PrepareAsync(file, facts, async (image, renditions) =>
        {
            Album album = await findAlbum().ConfigureAwait(false);
            (Image stored, bool isDuplicate) = await library.AddAsync(user, album, image, file.Bytes, renditions).ConfigureAwait(false);
            return (stored, isDuplicate ? await AlbumNameAsync(stored).ConfigureAwait(false) : album.Name, isDuplicate);
        }).ConfigureAwait(false);
    }

    private async Task<Image> ReplaceBytesAsync(Image image, ReceivedFile file)
    {
        file = await StrippedAsync(file).ConfigureAwait(false);
        if (file.Sha256 == image.Sha256)
            return image;
        var facts = new PictureFacts(image.Name, image.OriginalFilename, image.Description);
        return await PrepareAsync(
            file, facts, (content, renditions) => library.ReplaceAsync(image.UserId, image.Id, content, file.Bytes, renditions)).ConfigureAwait(false);
    }

    private async Task<ReceivedFile> StrippedAsync(ReceivedFile file) =>
        stripsOriginals && await PositionFinder.EraseAsync(file.Bytes.Path).ConfigureAwait(false)
            ? await file.HashedAgainAsync().ConfigureAwait(false)
            : file;

    private async Task<T> PrepareAsync<T>(ReceivedFile file, PictureFacts facts, Func<NewImage, IReadOnlyList<StagedRendition>, Task<T>> store)
    {
        file.Bytes.StartWriting();
        using PreparedImage prepared = await processor.PrepareAsync(file.Bytes.Path, facts.Kinds).ConfigureAwait(false);
        await using StagedBlob? ownThumb = await StageAsync(prepared.Thumb).ConfigureAwait(false);
        await using StagedBlob? ownShow = await StageAsync(prepared.Show).ConfigureAwait(false);
        var image = new NewImage
        {
            Name = facts.Name,
            Description = facts.Description,
            OriginalFilename = facts.OriginalFilename,
            Extension = prepared.Info.Format.Extension,
            RenditionExtension = prepared.RenditionExtension,
            Width = prepared.Info.Width,
            Height = prepared.Info.Height,
            Bytes = file.Bytes.Length,
            Sha256 = file.Sha256,
            Stem = facts.Stem,
            UniqueWithin = facts.OnlyAlbumId,
        };
        return await store(image, [new(BlobKey.Thumb, ownThumb ?? file.Bytes), new(BlobKey.Show, ownShow ?? file.Bytes)]).ConfigureAwait(false);
    }

    /// <summary>Makes thumbnail and show picture again from the original, e.g. after somebody has deleted them from the disk.</summary>
    /// <returns>False when the original is gone as well.</returns>
    public async Task<bool> RemakeRenditionsAsync(Image image)
    {
        await using LocalCopy? original = await LocalAsync(image.Original).ConfigureAwait(false);
        if (original is null)
            return false;
        using PreparedImage prepared = await processor.PrepareAsync(original.Path).ConfigureAwait(false);
        await using StagedBlob? thumb = await StageAsync(prepared.Thumb).ConfigureAwait(false);
        await using StagedBlob? show = await StageAsync(prepared.Show).ConfigureAwait(false);
        await using StagedBlob? copy = thumb is null || show is null ? await CopyAsync(original.Path).ConfigureAwait(false) : null;
        await library.RestoreAsync(image, [new(BlobKey.Thumb, thumb ?? copy!), new(BlobKey.Show, show ?? copy!)]).ConfigureAwait(false);
        return true;
    }

    /// <summary>A blob as a local file, as decoders want it; null when there is none.</summary>
    public async Task<LocalCopy?> LocalAsync(BlobKey key)
    {
        Blob? blob = await blobs.OpenAsync(key).ConfigureAwait(false);
        if (blob is null)
            return null;
        if (blob.LocalPath is { } path)
            return new LocalCopy(path, blob);
        await using (blob.ConfigureAwait(false))
            return await LocalCopy.DownloadAsync(blob, blobs.Stage()).ConfigureAwait(false);
    }

    private async Task<StagedBlob> CopyAsync(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        StagedBlob copy = blobs.Stage();
        try
        {
            using IMemoryOwner<byte> buffer = MemoryPool<byte>.Shared.Rent(64 << 10);
            for (int read; (read = RandomAccess.Read(file, buffer.Memory.Span, copy.Length)) > 0;)
                await copy.WriteAsync(buffer.Memory[..read]).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Null where the rendition is the file itself.</summary>
    private async Task<StagedBlob?> StageAsync(Rendition rendition)
    {
        if (rendition.IsFileItself)
            return null;
        StagedBlob staged = blobs.Stage();
        try
        {
            await staged.WriteAsync(rendition.Bytes).ConfigureAwait(false);
            return staged;
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> AlbumNameAsync(Image image) =>
        (await store.Albums.FindAsync(image.UserId, image.AlbumId).ConfigureAwait(false))?.Name ?? "";
}
