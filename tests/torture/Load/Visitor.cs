using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Maple.Tests.EndToEnd;

namespace Maple.Tests.Torture.Load;

/// <summary>A user whose key is known.</summary>
internal sealed record Account(string User, string Key);

/// <summary>
/// Uploads, edits, replaces, deletes and reads, one request after the other, and remembers what was asked and what was answered. Pictures and albums are its
/// own; the account may have other visitors.
/// </summary>
internal sealed class Visitor(Account account, int number, int seed, int largestPadding = 20_000)
{
    /// <summary>More are deleted, so that looking at everything takes as long after the last round as after the first.</summary>
    public int MostPictures { get; init; } = 10;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _albumIds = [];

    public Account Account => account;

    /// <summary>Those that are gone too, until they are settled.</summary>
    public List<Picture> Pictures { get; } = [];

    /// <summary>Albums whose removal was acknowledged.</summary>
    public List<(long Id, string Answer)> RemovedAlbums { get; } = [];

    public int Acknowledged { get; private set; }

    /// <summary>Called after each.</summary>
    public Action? OnAcknowledged { get; set; }

    /// <summary>Goes on until told to end, or until nobody answers any more.</summary>
    public async Task RunAsync(Uri address, CancellationToken ending)
    {
        var api = new ApiClient(address, account.Key);
        using HttpClient http = api.Http;
        try
        {
            while (!ending.IsCancellationRequested)
                await ActAsync(api);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It was killed: what was asked last is in doubt.
        }
    }

    /// <summary>What the store says now is certain; pictures that are gone are forgotten and returned.</summary>
    public IReadOnlyList<Picture> Settle(IReadOnlyDictionary<Picture, Facts?> found)
    {
        foreach (Picture picture in Pictures)
            picture.Settle(found[picture]);
        List<Picture> gone = [.. Pictures.Where(picture => picture.Certain is null)];
        Pictures.RemoveAll(picture => picture.Certain is null);
        RemovedAlbums.Clear();
        return gone;
    }

    /// <summary>What is gone for sure and has been for a while, for a run that goes on for hours.</summary>
    public void Forget()
    {
        if (Pictures.Count > 10 * MostPictures)
            Pictures.RemoveAll(picture => picture.Steps is [.., { Answer: not null, State: null }]);
        if (RemovedAlbums.Count > 100)
            RemovedAlbums.RemoveRange(0, 50);
    }

    public async Task ActAsync(ApiClient api)
    {
        Picture[] mine = [.. Pictures.Where(picture => picture.Certain is not null)];
        Picture? one = mine.Length > 0 ? mine[_random.Next(mine.Length)] : null;
        int dice = _random.Next(100);
        if (one is null || (dice < 40 && mine.Length < MostPictures))
            await UploadAsync(api);
        else if (dice < 58)
            await EditAsync(api, one);
        else if (dice < 67)
            await ReplaceAsync(api, one);
        else if (dice < 84)
            await AskAsync([(one, null)], () => api.DeleteAsync($"api/images/{one.Id}"));
        else if (dice < 90)
            await ReadAsync(api, one);
        else if (dice < 94)
            await UploadAgainAsync(api, one);
        else if (dice < 97)
            await api.Http.GetByteArrayAsync($"images/{one.Path}?width={one.Width = _random.Next(10, 60)}");
        else
            await RemoveAlbumAsync(api);
    }

    private async Task UploadAsync(ApiClient api)
    {
        (string Name, byte[] Bytes)[] files = [.. Enumerable.Range(0, _random.Next(6) == 0 ? 3 : 1)
            .Select(_ => TaggedPictures.Make(_random, _random.Next(largestPadding)))];
        Picture[] pictures = [.. files.Select(file => new Picture(file.Bytes))];
        Facts facts = new($"n{_random.Next()}", Words(), AlbumName(), "");
        Pictures.AddRange(pictures);
        await AskAsync(
            [.. pictures.Select(picture => (picture, (Facts?)(facts with { Sha256 = picture.Sha256 })))],
            () => api.UploadAsync(files, ("name", facts.Name), ("description", facts.Description), ("album", facts.Album)),
            answer => answer.Data.GetProperty("success").EnumerateArray());
        Pictures.RemoveAll(picture => picture.Steps.Count == 0);
    }

    private Task EditAsync(ApiClient api, Picture picture)
    {
        int what = _random.Next(1, 8);
        Facts facts = picture.Certain!;
        List<(string, string)> fields = [];
        if ((what & 1) != 0)
            fields.Add(("name", (facts = facts with { Name = $"n{_random.Next()}" }).Name));
        if ((what & 2) != 0)
            fields.Add(("description", (facts = facts with { Description = Words() }).Description));
        if ((what & 4) != 0)
            fields.Add(("album", (facts = facts with { Album = AlbumName() }).Album));
        return AskAsync([(picture, facts)], () => api.PutAsync($"api/images/{picture.Id}", [.. fields]), answer => [answer.Data]);
    }

    /// <summary>Other bytes for the same image, at times of another format.</summary>
    private Task ReplaceAsync(ApiClient api, Picture picture)
    {
        byte[] bytes = TaggedPictures.Make(_random, _random.Next(largestPadding)).Bytes;
        Facts facts = picture.Certain! with { Sha256 = picture.AddVersion(bytes) };
        var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return AskAsync([(picture, facts)], () => api.SendAsync(HttpMethod.Put, $"api/images/{picture.Id}/content", body), answer => [answer.Data]);
    }

    private static byte[] BytesOf(Picture picture) => picture.Bytes(picture.Certain!.Sha256)!;

    private static async Task ReadAsync(ApiClient api, Picture picture)
    {
        byte[] bytes = await api.Http.GetByteArrayAsync($"images/{picture.Path}");
        Assert.True(bytes.AsSpan().SequenceEqual(BytesOf(picture)), $"image {picture.Id} has other bytes");
        Answer row = await api.GetAsync($"api/images/{picture.Id}");
        if (row.Status != HttpStatusCode.ServiceUnavailable)
            Assert.Equal(picture.Certain, StoredImage.From(row.Data).Facts);
    }

    private static async Task UploadAgainAsync(ApiClient api, Picture picture)
    {
        Answer answer = await api.UploadAsync("again.png", BytesOf(picture));
        if (answer.Status == HttpStatusCode.ServiceUnavailable)
            return;
        JsonElement image = answer.Data.GetProperty("success")[0];
        Assert.True(image.GetProperty("duplicate").GetBoolean(), $"image {picture.Id} was stored again");
        Assert.Equal(picture.Id, image.GetProperty("id").GetInt64());
    }

    private async Task RemoveAlbumAsync(ApiClient api)
    {
        string album = AlbumName();
        if (!_albumIds.Remove(album, out long id))
            return;
        bool move = _random.Next(2) == 0;
        var changes = Pictures.Where(picture => picture.Certain?.Album == album)
            .Select(picture => (picture, move ? picture.Certain! with { Album = "default" } : null)).ToArray();
        if (await AskAsync(changes, () => api.DeleteAsync($"api/albums/{id}?images={(move ? "move" : "delete")}")) is { } answer)
            RemovedAlbums.Add((id, answer));
    }

    /// <summary>Returns what acknowledged it; null when it was refused, and so must not have happened.</summary>
    private async Task<string?> AskAsync(
        (Picture Picture, Facts? State)[] changes, Func<Task<Answer>> ask, Func<Answer, IEnumerable<JsonElement>>? images = null)
    {
        (Picture Picture, Step Step)[] steps = [.. changes.Select(change => (change.Picture, change.Picture.Begin(change.State)))];
        Answer answer = await ask();
        bool isRefused = answer.Status == HttpStatusCode.ServiceUnavailable;
        Assert.True(isRefused || answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Json}");
        string id = isRefused ? "" : answer.Raw.Headers.GetValues("X-Request-Id").Single();
        StoredImage[]? rows = isRefused ? [] : images?.Invoke(answer).Select(StoredImage.From).ToArray();
        foreach ((Picture picture, Step step) in steps)
        {
            StoredImage? row = rows?.FirstOrDefault(row => picture.Id == 0 ? row.Facts.Sha256 == picture.Sha256 : row.Id == picture.Id);
            if (rows is null || row is not null)
                step.Answer = id;
            else
                picture.Steps.Remove(step);
            if (row is null)
                continue;
            Assert.Equal(step.State, row.Facts);
            (picture.Id, picture.Path) = (row.Id, row.Path);
            if (row.Facts.Album != "default")
                _albumIds[row.Facts.Album] = row.AlbumId;
        }

        if (isRefused)
            return null;
        Acknowledged++;
        OnAcknowledged?.Invoke();
        return id;
    }

    private string AlbumName() => _random.Next(5) == 0 ? "default" : $"v{number}-{_random.Next(3)}";

    private string Words() => new((char)('a' + _random.Next(26)), _random.Next(1, 300));
}
