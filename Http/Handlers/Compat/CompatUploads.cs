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

/// <summary>An upload through another host's API: received, stored, repeated and refused as any other.</summary>
internal sealed class CompatUploads(PictureReceiver receiver, PictureStorage storage, RepeatedUploads repeated)
{
    /// <summary>Of one picture: the API's answer has room for no other.</summary>
    /// <param name="exchange">Its body is read.</param>
    /// <param name="nameField">What the API calls an image's name.</param>
    /// <param name="use">Makes the answer; the fields of the request are there.</param>
    /// <param name="begin">As in <see cref="PictureReceiver.ReceiveAsync"/>.</param>
    /// <param name="check">Throws for fields that the API has and maple can't do.</param>
    /// <exception cref="MapleException">Whatever stands against it.</exception>
    public Task<Response> AddOneAsync(
        Exchange exchange, string nameField, Func<CompatPicture, IncomingPictures, Response> use,
        Action<IncomingPictures>? begin = null, Action<IncomingPictures>? check = null) => AddAsync(
        exchange,
        nameField,
        (stored, _, pictures) => use(stored[0], pictures),
        begin,
        pictures =>
        {
            check?.Invoke(pictures);
            if (pictures.Files.Count + pictures.Urls.Count() > 1)
                throw OneAlone();
        });

    /// <summary>Of one picture or many.</summary>
    /// <param name="exchange">Its body is read.</param>
    /// <param name="nameField">What the API calls an image's name.</param>
    /// <param name="use">Makes the answer of what was stored, one at least, and what was refused.</param>
    /// <param name="begin">As in <see cref="PictureReceiver.ReceiveAsync"/>.</param>
    /// <param name="check">Throws for what the API can't do, before anything is stored.</param>
    /// <exception cref="MapleException">Whatever stands against all of them.</exception>
    public async Task<Response> AddAsync(
        Exchange exchange, string nameField, Func<IReadOnlyList<CompatPicture>, IReadOnlyList<Outcome>, IncomingPictures, Response> use,
        Action<IncomingPictures>? begin = null, Action<IncomingPictures>? check = null)
    {
        string? source = exchange.Request.IsSafe ? exchange.Query("source") : null;
        await using IncomingPictures pictures = await receiver.ReceiveAsync(exchange, url: source, begin: begin).ConfigureAwait(false);
        check?.Invoke(pictures);
        return await repeated.AnswerAsync(exchange, pictures, () => StoreAsync(exchange, nameField, pictures, use)).ConfigureAwait(false);
    }

    private async Task<Response> StoreAsync(
        Exchange exchange, string nameField, IncomingPictures pictures,
        Func<IReadOnlyList<CompatPicture>, IReadOnlyList<Outcome>, IncomingPictures, Response> use)
    {
        if (pictures[nameField] is { } name)
            pictures.AddField("name", name);
        // Those clients say so for none.
        if (pictures["album_id"] == "0")
            pictures.AddField("album_id", $"{exchange.Caller!.Grant.AlbumId ?? exchange.Caller.User.DefaultAlbumId}");
        await receiver.FetchAsync(pictures).ConfigureAwait(false);
        var sums = new List<(string Md5, string Sha1)>();
        foreach (ReceivedFile file in pictures.Files)
            sums.Add(await HashAsync(file).ConfigureAwait(false));
        IReadOnlyList<Outcome> outcomes = await storage.StoreAsync(exchange, pictures).ConfigureAwait(false);
        List<CompatPicture> stored =
            [.. outcomes.Zip(sums).Where(of => of.First.Image is not null).Select(of => new CompatPicture(of.First.Image!, of.First.AlbumName, of.Second.Md5, of.Second.Sha1))];
        if (stored.Count == 0)
            throw new MapleException(outcomes[0].Code, outcomes[0].Message, outcomes[0].Message);
        return use(stored, [.. outcomes.Where(outcome => outcome.Image is null)], pictures);
    }

    private static MapleException OneAlone() => new(
        ErrorCode.TooManyFiles,
        "This takes one picture at a time, since its answer tells of one. Nothing was stored: send each in a request of its own.",
        "该接口的返回结果只能描述一张图片，因此一次只接收一张。没有存储任何图片，请逐张发送。");

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
