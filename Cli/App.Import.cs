using Maple.Cli.Import;
using Maple.Errors;
using Maple.Http.Handlers.Upload;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Cli;

internal sealed partial class App
{
    private ImageProcessor? _importing;

    /// <summary>Takes a picture in as if it had come at its time. What is no picture is refused, and the next may follow.</summary>
    public async Task<ImportResult> ImportAsync(ImportItem item, Stream bytes)
    {
        // Before anything is looked up: the bytes are on their way.
        await using ReceivedFile file = await ReceivedFile.OfAsync(item.Name, bytes, _blobs);
        try
        {
            Names.CheckImage(item.Name);
            Names.CheckDescription(item.Description);
            if (item.Album is not null)
                Names.CheckAlbum(item.Album);
            User user = await _store.Users.FindByNameAsync(item.Username)
                ?? throw new MapleException(ErrorCode.UserNotFound, $"There is no user '{item.Username}'.", $"没有名为“{item.Username}”的用户。");
            string? stem = LinkOf(user, item.Stem);
            if (stem is not null && await _store.Images.FindByStemAsync(stem) is { } holder)
            {
                // Its link works already: that of an earlier run. Another's is taken, and this one is known by its bytes.
                if (holder.UserId == user.Id && holder.Folder == user.Name)
                    return new(ImportOutcome.Duplicate, KeepsLink: true);
                stem = null;
            }

            var library = _library.At(new Past(item.CreatedAt));
            // On one core: others upload meanwhile.
            _importing ??= new ImageProcessor(_options.Images with { Workers = 1 }, _renderer);
            var intake = new PictureIntake(_store, library, _blobs, _importing, _options.Images.StripGpsFromOriginal);
            (_, _, bool isDuplicate) = await intake.StoreAsync(
                user, () => AlbumAsync(user, item.Album), file, new PictureFacts(item.Name, item.Name, item.Description)
                {
                    Stem = stem,
                    // Each link is to work, also where two lead to the same bytes.
                    OnlyAlbumId = stem is null ? null : NewImage.NoAlbum,
                });
            return new(isDuplicate ? ImportOutcome.Duplicate : ImportOutcome.Stored, KeepsLink: !isDuplicate && stem is not null);
        }
        catch (MapleException e) when (e.Code is not (ErrorCode.StorageFull or ErrorCode.StorageUnavailable or ErrorCode.DecoderUnavailable))
        {
            return ImportResult.Refusal(e.Text);
        }
    }

    private async Task<Album> AlbumAsync(User user, string? name) => name is null
        ? (await _store.Albums.FindAsync(user.Id, user.DefaultAlbumId))!
        : await _store.Albums.GetOrAddAsync(user.Id, name);

    /// <summary>The stem, if it can be part of a link.</summary>
    private static string? LinkOf(User user, string? stem) =>
        stem is not null && !Stem.IsOfVersion(stem) && BlobKey.TryParse($"{user.Name}/{BlobKey.Photo}/{stem}.png", out _) ? stem : null;
}
