using Maple.Errors;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary><c>PUT /api/images/ID/content</c>: other bytes for an image, whose id and links stay.</summary>
internal sealed class ReplaceHandler(PictureReceiver receiver, PictureIntake intake, RepeatedUploads repeated, ImageHandlers images)
{
    public async Task<Response> PutAsync(Exchange exchange)
    {
        await using IncomingPictures pictures = await receiver.ReceiveAsync(exchange).ConfigureAwait(false);
        // A repeat must not put back what somebody has replaced since.
        return await repeated.AnswerAsync(exchange, pictures, () => ReplaceAsync(exchange, pictures)).ConfigureAwait(false);
    }

    private async Task<Response> ReplaceAsync(Exchange exchange, IncomingPictures pictures)
    {
        long id = Parameters.Id(exchange["id"], ImageHandlers.NotFound);
        Image image = await images.FindAsync(exchange, id).ConfigureAwait(false);
        await receiver.FetchAsync(pictures).ConfigureAwait(false);
        if (pictures.Files is not [var file])
            throw pictures.Files.Count == 0 ? PictureStorage.NoFiles() : OneAlone();
        return await images.OneAsync(exchange, await intake.ReplaceAsync(image, file).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static MapleException OneAlone() => new(
        ErrorCode.TooManyFiles, "An image is replaced by one picture; send one.", "一张图片只能由一张图片替换，请只发送一张。");
}
