using System.Globalization;
using System.Security.Cryptography;
using Maple.Errors;
using Maple.Http.Handlers.Upload;
using Maple.Http.Parsing;
using Maple.Storage;
using SuppressMessage = System.Diagnostics.CodeAnalysis.SuppressMessageAttribute;

namespace Maple.Http.Handlers.Compat;

/// <summary>A picture as other hosts' answers describe it.</summary>
/// <param name="Md5">In lower case; clients compare files with it.</param>
internal sealed record CompatPicture(Image Image, string AlbumName, string Md5, string Sha1);

/// <summary>An upload of one picture through another host's API: received, stored and refused as any other.</summary>
internal sealed class CompatUploads(PictureReceiver receiver, PictureStorage storage, IAlbumStore albums)
{
    /// <param name="nameField">What the API calls an image's name.</param>
    /// <param name="use">Makes the answer; the fields of the request are there.</param>
    /// <exception cref="MapleException">Whatever stands against it.</exception>
    public async Task<Response> AddAsync(Exchange exchange, string nameField, Func<CompatPicture, IncomingPictures, Response> use)
    {
        string? source = exchange.Request.IsSafe ? exchange.Query("source") : null;
        await using IncomingPictures pictures = await receiver.ReceiveAsync(exchange, url: source).ConfigureAwait(false);
        if (pictures[nameField] is { } name)
            pictures.AddField("name", name);
        if (pictures["album_id"] is { } album && album != "0")
            pictures.AddField("album", await KnownAlbumAsync(exchange.Caller!, album).ConfigureAwait(false));
        (string md5, string sha1) = pictures.Files is [var first, ..] ? await HashAsync(first).ConfigureAwait(false) : ("", "");
        Outcome outcome = (await storage.StoreAsync(exchange, pictures).ConfigureAwait(false))[0];
        return outcome.Image is { } image
            ? use(new CompatPicture(image, outcome.AlbumName, md5, sha1), pictures)
            : throw new MapleException(outcome.Code, outcome.Message, outcome.Message);
    }

    /// <summary>By id alone: a number that is none must not become an album of that name. A key for one album hears of no other.</summary>
    private async Task<string> KnownAlbumAsync(Caller caller, string id) =>
        caller.Grant.AlbumId is not null || (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && await albums.FindAsync(caller.User.Id, number).ConfigureAwait(false) is not null)
            ? id
            : throw new MapleException(ErrorCode.AlbumNotFound, $"You have no album '{Excerpt.Of(id)}'.", $"没有编号为 '{Excerpt.Of(id)}' 的相册。");

    [SuppressMessage("Security", "CA5350", Justification = "A checksum that those clients expect; nothing is secured by it.")]
    [SuppressMessage("Security", "CA5351", Justification = "A checksum that those clients expect; nothing is secured by it.")]
    private static async Task<(string Md5, string Sha1)> HashAsync(ReceivedFile file)
    {
        await using FileStream bytes = File.OpenRead(file.Bytes.Path);
        string md5 = Convert.ToHexStringLower(await MD5.HashDataAsync(bytes).ConfigureAwait(false));
        bytes.Position = 0;
        return (md5, Convert.ToHexStringLower(await SHA1.HashDataAsync(bytes).ConfigureAwait(false)));
    }
}
