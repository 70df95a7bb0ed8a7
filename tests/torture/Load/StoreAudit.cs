using System.Net;
using System.Text.Json;
using Maple.Tests.EndToEnd;
using SkiaSharp;

namespace Maple.Tests.Torture.Load;

/// <summary>
/// Looks at everything after a crash: rows against what was acknowledged, bytes against what was sent (last, or in a request whose answer had not come),
/// files against rows, and <c>maple check --deep</c>.
/// </summary>
/// <param name="answered">Whether an answer, named by its <c>X-Request-Id</c>, had gone out before the crash.</param>
/// <param name="leftoversMayStay">After a power cut on a file system that keeps changes in any order, files of removed images may be back.</param>
internal sealed class StoreAudit(Daemon daemon, IReadOnlyList<Visitor> visitors, Func<string, bool> answered, bool leftoversMayStay = false)
{
    private readonly string _images = Path.Combine(daemon.Folder, "data", "images");

    public List<string> Problems { get; } = [];

    /// <summary>What each picture is; null when it is gone.</summary>
    public Dictionary<Picture, Facts?> Found { get; } = [];

    /// <summary>Requests whose answer had not come, and how many of them had happened.</summary>
    public (int Asked, int Happened) InDoubt { get; private set; }

    public async Task RunAsync()
    {
        List<StoredImage> rows = [];
        foreach (IGrouping<Account, Visitor> group in visitors.GroupBy(visitor => visitor.Account))
            rows.AddRange(await AccountAsync(group.Key, [.. group]));
        CommandResult check = await daemon.RunAsync("check", "--deep");
        if (check.ExitCode != 0)
            Problems.Add($"maple check --deep ended with {check.ExitCode}: {check.Output}{check.Errors}");
        // What a crash left is seen to beside the first answers; the check has waited for it.
        Files(rows);
    }

    /// <summary>The problems, and what the daemon said but who asked for what.</summary>
    public override string ToString() => string.Join('\n', [.. Problems, .. daemon.Log.Split('\n').Where(line => !line.Contains("\"access\"", StringComparison.Ordinal))]);

    private async Task<List<StoredImage>> AccountAsync(Account account, IReadOnlyList<Visitor> group)
    {
        var api = new ApiClient(daemon.Address, account.Key);
        using HttpClient http = api.Http;
        // The first power cuts come before there is a user.
        if ((await api.GetAsync("api/images")).Status == HttpStatusCode.Unauthorized && !group.Any(HasAnswer))
            return [];
        List<StoredImage> rows = [.. (await ListAsync(api, "api/images")).Select(StoredImage.From)];
        // Of an upload that was never answered the bytes alone are known.
        Dictionary<long, StoredImage> byId = rows.ToDictionary(row => row.Id);
        Dictionary<string, long> ids = rows.ToDictionary(row => row.Facts.Sha256, row => row.Id);
        foreach (Picture picture in group.SelectMany(visitor => visitor.Pictures))
        {
            long id = picture.Id != 0 ? picture.Id : ids.GetValueOrDefault(picture.Sha256);
            await PictureAsync(api, picture, byId.Remove(id, out StoredImage? row) ? row : null);
        }

        Problems.AddRange(byId.Values.Select(row => $"image {row.Id} was never uploaded"));
        Albums(rows, await ListAsync(api, "api/albums"), [.. group.SelectMany(visitor => visitor.RemovedAlbums)]);
        await ChangeSomethingAsync(api);
        return rows;
    }

    private async Task ChangeSomethingAsync(ApiClient api)
    {
        Answer album = await api.PostAsync("api/albums", ("name", "after the crash"));
        if (album.Status != HttpStatusCode.OK || (await api.DeleteAsync($"api/albums/{album.Data.GetProperty("id").GetInt64()}")).Status != HttpStatusCode.OK)
            Problems.Add($"it takes no more changes: {album.Json}");
    }

    private bool HasAnswer(Visitor visitor) => visitor.Pictures.Any(picture => picture.Steps.Any(step => step.Answer is { } id && answered(id)));

    private async Task PictureAsync(ApiClient api, Picture picture, StoredImage? row)
    {
        IReadOnlyList<Facts?> allowed = picture.Allowed(answered);
        Found[picture] = row?.Facts;
        if (!allowed.Contains(row?.Facts))
            Problems.Add($"image {picture.Id} {picture.Path} is {row?.Facts}, not {string.Join(" or ", allowed.Select(facts => facts?.ToString() ?? "gone"))}");
        if (allowed.Count > 1)
            InDoubt = (InDoubt.Asked + 1, InDoubt.Happened + (row?.Facts != allowed[0] ? 1 : 0));
        if (row is null)
        {
            await GoneAsync(api, picture);
            return;
        }

        if (picture.Id != 0 && StoredImage.StemOf(picture.Path) != StoredImage.StemOf(row.Path))
            Problems.Add($"image {picture.Id} {picture.Path} has become {row.Path}");
        (picture.Id, picture.Path) = (row.Id, row.Path);
        using HttpResponseMessage served = await api.Http.GetAsync($"images/{row.Path}");
        if (served.StatusCode != HttpStatusCode.OK || !(await served.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(picture.Bytes(row.Facts.Sha256)))
            Problems.Add($"image {row.Id} {row.Path} has not the bytes that its row tells of: {served.StatusCode}, {served.Content.Headers.ContentLength}");
        if (picture.Width == 0)
            return;
        using HttpResponseMessage resized = await api.Http.GetAsync($"images/{row.Path}?width={picture.Width}");
        if (resized.StatusCode != HttpStatusCode.OK || !IsWhole(await resized.Content.ReadAsByteArrayAsync()))
            Problems.Add($"image {row.Id} {row.Path} is damaged where it is {picture.Width} wide: {resized.StatusCode}");
    }

    private static bool IsWhole(byte[] picture)
    {
        using SKData data = SKData.CreateCopy(picture);
        using SKCodec? codec = SKCodec.Create(data);
        return codec is not null && codec.GetPixels(out _) == SKCodecResult.Success;
    }

    private async Task GoneAsync(ApiClient api, Picture picture)
    {
        if (picture.Id == 0)
            return;
        if ((await api.GetAsync($"api/images/{picture.Id}")).Code != "image_not_found")
            Problems.Add($"image {picture.Id} is deleted and is there");
        using HttpResponseMessage served = await api.Http.GetAsync($"images/{picture.Path}");
        if (served.StatusCode != HttpStatusCode.NotFound && !leftoversMayStay)
            Problems.Add($"image {picture.Id} is deleted and {picture.Path} is answered with {served.StatusCode}");
    }

    private void Albums(List<StoredImage> rows, List<JsonElement> albums, IReadOnlyList<(long Id, string Answer)> removed)
    {
        var counts = rows.CountBy(row => row.AlbumId).ToDictionary();
        foreach (JsonElement album in albums)
        {
            (long id, int images) = (album.GetProperty("id").GetInt64(), album.GetProperty("images").GetInt32());
            if (images != counts.GetValueOrDefault(id))
                Problems.Add($"album {id} says it has {images} images and has {counts.GetValueOrDefault(id)}");
            if (removed.Any(album => album.Id == id && answered(album.Answer)))
                Problems.Add($"album {id} is deleted and is there");
            counts.Remove(id);
        }

        Problems.AddRange(counts.Keys.Select(id => $"there is no album {id}, and it has images"));
    }

    private void Files(List<StoredImage> rows)
    {
        HashSet<string> expected = [.. rows.SelectMany(row => row.Files)];
        HashSet<string> found = [.. StoreFolder.Pictures(_images)];
        Problems.AddRange(expected.Except(found).Select(file => $"{file} is missing"));
        if (leftoversMayStay)
            return;
        Problems.AddRange(found.Except(expected).Select(file => $"{file} belongs to no image"));
        Problems.AddRange(StoreFolder.Strays(daemon.Folder, [.. rows.Select(row => row.Files[0])]).Select(file => $"{file} was left behind"));
    }

    private async Task<List<JsonElement>> ListAsync(ApiClient api, string path)
    {
        List<JsonElement> all = [];
        for (int page = 1; ; page++)
        {
            Answer list = await api.GetAsync($"{path}?number=100&page={page}");
            if (list.Status != HttpStatusCode.OK)
            {
                Problems.Add($"{path}: {list.Json.GetRawText()}");
                return all;
            }

            all.AddRange(list.Data.EnumerateArray());
            if (!list.Json.GetProperty("pageinfo").GetProperty("has_next").GetBoolean())
                return all;
        }
    }
}
