using System.Net;
using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Http.Multipart;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// <c>POST /api/images</c>: receives the whole form, then stores its pictures one by one; a bad file never spoils the good ones beside it.
/// </summary>
internal sealed class UploadHandler(
    PictureIntake intake, IBlobStore blobs, AlbumChoice albums, Credentials credentials, UploadPolicies policies, LimitOptions limits, ImageViews views,
    Envelope envelope, Log log)
{
    public async Task<Response> AddAsync(Exchange exchange)
    {
        // Only a form can bring a key of its own.
        if (exchange.Caller is null && !Boundary.IsMultipart(exchange.Request.Header("Content-Type")))
            throw Router.Unauthorized();
        await using UploadForm form = await UploadForm.ReceiveAsync(
            exchange.Request, blobs, limits.MaxFiles, form => AuthorizeAsync(exchange, form)).ConfigureAwait(false);
        if (form.Files.Count == 0)
            throw NoFiles();

        string? name = Parameters.Checked(form["name"], Names.CheckImage);
        string description = Parameters.Checked(form["description"], Names.CheckDescription) ?? "";
        Caller caller = exchange.Caller!;
        Func<Task<Album>> album = await albums.ForUploadAsync(caller, form["album"]).ConfigureAwait(false);

        var outcomes = new List<Outcome>();
        foreach (ReceivedFile file in form.Files)
        {
            var facts = new PictureFacts(name ?? file.FileName, file.FileName, description) { OnlyAlbumId = caller.Grant.AlbumId, Kinds = caller.Grant.Policy?.Kinds?.Split(',') };
            outcomes.Add(await StoreAsync(exchange, caller.User, album, file, facts).ConfigureAwait(false));
        }

        return Answer(exchange, outcomes);
    }

    private Task AuthorizeAsync(Exchange exchange, UploadForm form) => credentials.RequireAsync(exchange, name => form[name]);

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

    private Response Answer(Exchange exchange, List<Outcome> outcomes)
    {
        List<Outcome> stored = [.. outcomes.Where(o => o.Image is not null)];
        List<Outcome> refused = [.. outcomes.Where(o => o.Image is null)];
        string? url = stored.Count > 0 ? views.Url(exchange, stored[0].Image!) : null;

        void WriteData(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            if (url is not null)
                json.WriteString("url"u8, url);
            json.WriteStartArray("success"u8);
            foreach (Outcome outcome in stored)
                views.Write(json, exchange, outcome.Image!, outcome.AlbumName, outcome.IsDuplicate, isPrivate: outcome.IsPrivate);
            json.WriteEndArray();
            json.WriteStartArray("fail"u8);
            foreach (Outcome outcome in refused)
                outcome.WriteRefusal(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (stored.Count == 0)
            return envelope.Mixed(ErrorMapper.Status(refused[0].Code), refused[0].Message, refused[0].Code, WriteData, null);
        var message = new Text($"{stored.Count} stored, {refused.Count} refused.", $"成功 {stored.Count} 个，失败 {refused.Count} 个。");
        return envelope.Mixed(HttpStatusCode.OK, message.In(exchange.Language), null, WriteData, url);
    }

    private static MapleException NoFiles() => new(
        ErrorCode.NoFiles,
        "The form holds no file. Send pictures in the field 'images', e.g. curl -F images=@a.png.",
        "表单中没有文件。请用字段 'images' 发送图片，例如 curl -F images=@a.png。");

    /// <summary>What became of one file: an image, or the reason against it.</summary>
    private sealed record Outcome(string FileName)
    {
        public Image? Image { get; init; }
        public string AlbumName { get; init; } = "";
        public bool IsDuplicate { get; init; }
        public bool IsPrivate { get; init; }
        public ErrorCode Code { get; init; }
        public string Message { get; init; } = "";

        public void WriteRefusal(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("filename"u8, FileName);
            json.WriteString("code"u8, Code.Word());
            json.WriteString("message"u8, Message);
            json.WriteEndObject();
        }
    }
}
