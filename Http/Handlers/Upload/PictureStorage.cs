using System.Net;
using Maple.Errors;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>Stores what a request has brought, for every kind of upload alike.</summary>
internal sealed class PictureStorage(PictureIntake intake, AlbumChoice albums, Log log)
{
    /// <exception cref="MapleException"><c>no_files</c>, <c>invalid_name</c>, <c>invalid_parameter</c>; what is wrong with a file alone is its outcome.</exception>
    public async Task<IReadOnlyList<Outcome>> StoreAsync(Exchange exchange, IncomingPictures pictures)
    {
        if (pictures.Files.Count == 0)
            throw NoFiles();
        string? name = Parameters.Checked(pictures["name"], Names.CheckImage);
        string description = Parameters.Checked(pictures["description"], Names.CheckDescription) ?? "";
        User user = exchange.Caller!.User;
        Func<Task<Album>> album = await albums.ForUploadAsync(user, pictures["album"]).ConfigureAwait(false);

        var outcomes = new List<Outcome>();
        foreach (ReceivedFile file in pictures.Files)
        {
            var facts = new PictureFacts(name ?? file.FileName, file.FileName, description);
            outcomes.Add(await StoreAsync(exchange, user, album, file, facts).ConfigureAwait(false));
        }

        return outcomes;
    }

    private async Task<Outcome> StoreAsync(Exchange exchange, User user, Func<Task<Album>> album, ReceivedFile file, PictureFacts facts)
    {
        try
        {
            (Image image, string albumName, bool isDuplicate) = await intake.StoreAsync(user, album, file, facts).ConfigureAwait(false);
            return new Outcome(file.FileName) { Image = image, AlbumName = albumName, IsDuplicate = isDuplicate };
        }
        catch (MapleException e)
        {
            if (ErrorMapper.Status(e.Code) >= HttpStatusCode.InternalServerError)
                log.ForRequest(exchange.Id).Error("a picture could not be stored", e, ("code", e.Code.Word()));
            return new Outcome(file.FileName) { Code = e.Code, Message = e.Text.In(exchange.Language) };
        }
    }

    public static MapleException NoFiles() => new(
        ErrorCode.NoFiles,
        "The request holds no picture. Send pictures in the field 'images', e.g. curl -F images=@a.png.",
        "请求中没有图片。请用字段 'images' 发送图片，例如 curl -F images=@a.png。");
}
