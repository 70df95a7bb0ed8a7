using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

internal static class Pictures
{
    /// <summary>Stages and adds what an upload would, told apart by the given hash.</summary>
    public static async Task<(Image Image, bool Duplicate)> AddPictureAsync(
        this ImageLibrary library, MemoryBlobStore blobs, User user, Album album, string sha256, CancellationToken cancellation)
    {
        await using StagedBlob original = blobs.Stage();
        await using StagedBlob thumb = blobs.Stage();
        await using StagedBlob show = blobs.Stage();
        await original.WriteAsync("original"u8.ToArray(), cancellation);
        await thumb.WriteAsync("thumb"u8.ToArray(), cancellation);
        await show.WriteAsync("show"u8.ToArray(), cancellation);
        var facts = new NewImage
        {
            Name = "cat.png",
            Description = "",
            OriginalFilename = "cat.png",
            Extension = "png",
            RenditionExtension = "jpg",
            Width = 4,
            Height = 3,
            Bytes = original.Length,
            Sha256 = sha256,
        };
        return await library.AddAsync(
            user, album, facts, original, [new(BlobKey.Thumb, thumb), new(BlobKey.Show, show)], cancellation);
    }

    /// <summary>Other bytes and another kind, under the name that the image has.</summary>
    public static async Task<Image> ReplacePictureAsync(this ImageLibrary library, MemoryBlobStore blobs, Image image, string sha256)
    {
        await using StagedBlob original = blobs.Stage(), thumb = blobs.Stage(), show = blobs.Stage();
        await original.WriteAsync("new"u8.ToArray());
        var facts = new NewImage
        {
            Name = image.Name,
            Description = image.Description,
            OriginalFilename = image.OriginalFilename,
            Extension = "gif",
            RenditionExtension = "png",
            Width = 3,
            Height = 2,
            Bytes = original.Length,
            Sha256 = sha256,
        };
        return await library.ReplaceAsync(image.UserId, image.Id, facts, original, [new(BlobKey.Thumb, thumb), new(BlobKey.Show, show)]);
    }
}
