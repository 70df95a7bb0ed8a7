using Maple.Errors;
using Maple.Http.Content;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// <c>POST /api/images</c> and its like: receives all that a request brings, then stores its pictures one by one; a bad file never spoils the good
/// ones beside it.
/// </summary>
internal sealed class UploadHandler(
    PictureReceiver receiver, PictureStorage storage, RepeatedUploads repeated, UploadAnswers answers)
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
        return await repeated.AnswerAsync(exchange, pictures, async () =>
        {
            await receiver.FetchAsync(pictures).ConfigureAwait(false);
            return answers.Of(exchange, await storage.StoreAsync(exchange, pictures).ConfigureAwait(false), format);
        }).ConfigureAwait(false);
    }

    // Whoever puts bytes there may well mean to replace those of that image; a new one would be a surprise.
    private static MapleException NumberIsAnImage(string id) => new(
        ErrorCode.InvalidParameter,
        $"PUT /api/images/{id} changes the facts of image {id}, as JSON or a form. Replace its bytes with PUT /api/images/{id}/content; add a new picture with POST /api/images and X-Filename.",
        $"PUT /api/images/{id} 用于修改图片 {id} 的信息（JSON 或表单）。替换内容请使用 PUT /api/images/{id}/content；新增图片请使用 POST /api/images，并用 X-Filename 指定文件名。");
}
