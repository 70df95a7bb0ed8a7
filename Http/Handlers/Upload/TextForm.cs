using System.Text;
using Maple.Http.Parsing;

namespace Maple.Http.Handlers.Upload;

/// <summary>A urlencoded form. It is read whole, so a picture in it is a small one (64 KB); larger ones come in other ways.</summary>
internal static class TextForm
{
    /// <exception cref="Errors.MapleException">What <see cref="RequestFields.ReadAsync"/> and a text that is no picture are refused for.</exception>
    public static async Task ReadAsync(Request request, IncomingPictures pictures)
    {
        RequestFields fields = await RequestFields.ReadAsync(request).ConfigureAwait(false);
        foreach ((string name, string? value) in fields.All)
        {
            if (!IncomingPictures.FileFields.Contains(name))
                pictures.AddField(name, value ?? "");
        }

        foreach ((string name, string? value) in fields.All)
        {
            if (string.IsNullOrEmpty(value) || !IncomingPictures.FileFields.Contains(name))
                continue;
            await pictures.ExpectFileAsync().ConfigureAwait(false);
            await using var picture = new EncodedPicture(name, pictures.Blobs);
            // A plus that was not encoded has become a blank.
            await picture.AddAsync(Encoding.UTF8.GetBytes(value.Replace(' ', '+'))).ConfigureAwait(false);
            await picture.EndAsync(FileNames.Clean(pictures.InBody("filename")), pictures).ConfigureAwait(false);
        }
    }
}
