using System.Net;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// <c>POST /api/images</c> and its like: receives all that a request brings, then stores its pictures one by one; a bad file never spoils the good
/// ones beside it.
/// </summary>
internal sealed class UploadHandler(
    PictureReceiver receiver, PictureIntake intake, AlbumChoice albums, UploadPolicies policies, UploadAnswers answers, Log log)
{
    public Task<Response> AddAsync(Exchange exchange) => AddAsync(exchange, null);

    /// <summary>A picture put to <c>/api/images/NAME</c>, as <c>curl -T</c> does it.</summary>
    public Task<Response> PutAsync(Exchange exchange)
    {
        string name = exchange["name"];
        return AddAsync(exchange, name.All(char.IsAsciiDigit) ? throw NumberIsAnImage(name) : name);
    }

    private async Task<Response> AddAsync(Exchange exchange, string? pathName)
    {
        LinkFormat format = LinkFormats.Of(exchange);
        await using IncomingPictures pictures = await receiver.ReceiveAsync(exchange, pathName).ConfigureAwait(false);
        return answers.Of(exchange, await StoreAsync(exchange, pictures).ConfigureAwait(false), format);
    }

    /// <exception cref="MapleException"><c>no_files</c>, <c>invalid_name</c>, <c>invalid_parameter</c>; what is wrong with a file alone is its outcome.</exception>
    private async Task<IReadOnlyList<Outcome>> StoreAsync(Exchange exchange, IncomingPictures pictures)
    {
        if (pictures.Files.Count == 0)
            throw NoFiles();
        string? name = Parameters.Checked(pictures["name"], Names.CheckImage);
        string description = Parameters.Checked(pictures["description"], Names.CheckDescription) ?? "";
        Caller caller = exchange.Caller!;
        Func<Task<Album>> album = await albums.ForUploadAsync(caller, pictures["album"]).ConfigureAwait(false);

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

    private static MapleException NoFiles() => new(
        ErrorCode.NoFiles,
        "The request holds no picture. Send pictures in the field 'images', e.g. curl -F images=@a.png.",
        "请求中没有图片。请用字段 'images' 发送图片，例如 curl -F images=@a.png。");

    // Whoever puts bytes there may well mean to replace those of that image; a new one would be a surprise.
    private static MapleException NumberIsAnImage(string id) => new(
        ErrorCode.InvalidParameter,
        $"PUT /api/images/{id} changes the facts of image {id}, as JSON or a form. Add a new picture with POST /api/images and X-Filename.",
        $"PUT /api/images/{id} 用于修改图片 {id} 的信息（JSON 或表单）。新增图片请使用 POST /api/images，并用 X-Filename 指定文件名。");
}
