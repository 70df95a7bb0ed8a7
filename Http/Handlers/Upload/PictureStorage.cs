using System.Net;
using Maple.Auth;
using Maple.Errors;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>Stores what a request has brought, for every kind of upload alike.</summary>
internal sealed class PictureStorage(PictureIntake intake, AlbumChoice albums, UploadPolicies policies, Log log)
{
    /// <exception cref="MapleException"><c>no_files</c>, <c>invalid_name</c>, <c>invalid_parameter</c>; what is wrong with a file alone is its outcome.</exception>
    public async Task<IReadOnlyList<Outcome>> StoreAsync(Exchange exchange, IncomingPictures pictures)
    {
        if (pictures.Files.Count == 0)
            throw NoFiles();
        string? name = Parameters.Checked(pictures["name"], Names.CheckImage);
        string description = Parameters.Checked(pictures["description"], Names.CheckDescription) ?? "";
        Caller caller = exchange.Caller!;
        Func<Task<Album>> album = await albums.ForUploadAsync(caller, pictures["album"], pictures["album_id"]).ConfigureAwait(false);

        var outcomes = new List<Outcome>();
        foreach (ReceivedFile file in pictures.Files)
        {
            var facts = new PictureFacts(name ?? file.FileName, file.FileName, description)
            {
                OnlyAlbumId = caller.Grant.AlbumId,
                Kinds = caller.Grant.Policy?.Kinds?.Split(','),
            };
            outcomes.Add(await StoreAsync(exchange, caller.User, album, file, facts).ConfigureAwait(false));
        }

        return outcomes;
    }

    private async Task<Outcome> StoreAsync(Exchange exchange, User user, Func<Task<Album>> album, ReceivedFile file, PictureFacts facts)
    {
        try
        {
            await using PolicyRoom? room = exchange.Caller!.Grant.Policy is { } policy
                ? await policies.EnterAsync(policy, file.Bytes.Length).ConfigureAwait(false)
                : null;
            (Image image, string albumName, bool isDuplicate) = await intake.StoreAsync(user, album, file, facts).ConfigureAwait(false);
            if (!isDuplicate)
                room?.Keep();
            // What the owner says of the same bytes is not for guests.
            else if (exchange.Caller.Grant.Policy is not null)
                image = image with { Name = facts.Name, Description = facts.Description, OriginalFilename = facts.OriginalFilename };
            bool isPrivate = await albums.IsPrivateAsync(image).ConfigureAwait(false);
            return new Outcome(file.FileName) { Image = image, AlbumName = albumName, IsDuplicate = isDuplicate, IsPrivate = isPrivate };
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
