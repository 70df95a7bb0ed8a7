using Maple.Errors;

namespace Maple.Storage;

/// <summary>Removes albums together with what they hold.</summary>
internal sealed class AlbumRemoval(IMetadataStore metadata, ImageLibrary library)
{
    // Moves and lists of this size leave the store free for others in between.
    private const int Batch = 500;

    // Someone who uploads into the album all the while it is being emptied does not want it gone.
    private const int MaxRounds = 100;

    /// <summary>
    /// Removes the album and returns it. With <see cref="AlbumImages.Delete"/> and <see cref="AlbumImages.Move"/> an interruption leaves the album with the
    /// images that it had not come to; the same call again goes on.
    /// </summary>
    /// <exception cref="MapleException"><c>album_not_found</c>, <c>default_album</c>, <c>album_not_empty</c></exception>
    public async Task<Album> RemoveAsync(long userId, long albumId, AlbumImages images, CancellationToken cancellation = default)
    {
        // The store refuses these two as well, but only after the images would have been moved or deleted.
        if (images != AlbumImages.Refuse)
            await CheckRemovableAsync(userId, albumId, images, cancellation);
        for (int round = 1; ; round++)
        {
            try
            {
                return await metadata.Albums.RemoveAsync(userId, albumId, cancellation);
            }
            catch (MapleException e) when (e.Code == ErrorCode.AlbumNotEmpty && images != AlbumImages.Refuse && round <= MaxRounds)
            {
                await (images == AlbumImages.Move ? MoveAsync(userId, albumId, cancellation) : DeleteAsync(userId, albumId, cancellation));
            }
        }
    }

    private async Task CheckRemovableAsync(long userId, long albumId, AlbumImages images, CancellationToken cancellation)
    {
        Album? album = await metadata.Albums.FindAsync(userId, albumId, cancellation);
        if (album is null)
            throw new MapleException(ErrorCode.AlbumNotFound, $"There is no album {albumId}.", $"相册 {albumId} 不存在。");
        if (album.IsDefault)
        {
            throw new MapleException(
                ErrorCode.DefaultAlbum,
                "The default album can't be deleted: uploads without an album go there.",
                "默认相册不能删除:未指定相册的图片会存放在这里。");
        }

        if (images == AlbumImages.Move && album is { IsPrivate: true, ImageCount: > 0 } && !await IsDefaultPrivateAsync(userId, cancellation))
            throw Opened(album.Name);
    }

    private async Task<bool> IsDefaultPrivateAsync(long userId, CancellationToken cancellation) =>
        await metadata.Users.FindAsync(userId, cancellation) is { } user
        && await metadata.Albums.FindAsync(userId, user.DefaultAlbumId, cancellation) is { IsPrivate: true };

    /// <summary>Nobody who deletes an album means to publish what is in it.</summary>
    public static MapleException Opened(string name) => new(
        ErrorCode.AlbumPrivate,
        $"The album '{name}' is private and the default album is not: anybody who has a link could see its pictures. Delete them, or move them yourself first.",
        $"相册“{name}”是私密的，而默认相册不是：移动后，任何持有链接的人都能看到这些图片。请删除图片，或先自行移动。");

    private async Task MoveAsync(long userId, long albumId, CancellationToken cancellation)
    {
        User user = await metadata.Users.FindAsync(userId, cancellation)
            ?? throw new MapleException(ErrorCode.UserNotFound, "This user no longer exists.", "该用户已不存在。");
        while (await metadata.Images.MoveAsync(userId, albumId, user.DefaultAlbumId, Batch, cancellation) > 0)
            cancellation.ThrowIfCancellationRequested();
    }

    private async Task DeleteAsync(long userId, long albumId, CancellationToken cancellation)
    {
        var query = new ListQuery { UserId = userId, AlbumId = albumId, Number = Batch };
        Page<Image> page;
        do
        {
            page = await metadata.Images.ListAsync(query, cancellation);
            foreach (Image image in page.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                await library.RemoveAsync(userId, image.Id, albumId, cancellation);
            }
        }
        while (page.Items.Count > 0);
    }
}
