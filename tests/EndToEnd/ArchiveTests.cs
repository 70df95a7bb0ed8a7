using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class ArchiveTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task Chosen_images_come_as_one_zip_in_the_order_asked_for()
    {
        ApiClient bob = await NewUserAsync();
        byte[][] pictures = [Pictures.Png(seed: 1), Pictures.Png(300, 200, seed: 2), Pictures.Png(seed: 3)];
        long[] ids = [.. (await bob.UploadAsync([("a.png", pictures[0]), ("a.png", pictures[1]), ("c.png", pictures[2])]))
            .Data.GetProperty("success").EnumerateArray().Select(Id)];
        await bob.PutAsync($"api/images/{ids[2]}", ("name", "小猫/../x"));

        HttpResponseMessage answer = await bob.Http.SendAsync(Request(HttpMethod.Get, $"api/images/archive?ids={ids[2]},{ids[0]},{ids[1]}", bob));

        Assert.Equal("application/zip", $"{answer.Content.Headers.ContentType}");
        Assert.Matches("^attachment; filename=\"?maple-\\d{4}-\\d\\d-\\d\\d\\.zip\"?$", $"{answer.Content.Headers.ContentDisposition}");
        byte[] zip = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(answer.Content.Headers.ContentLength, zip.Length);
        Assert.Equal(["小猫_.._x.png", "a.png", "a (2).png"], Read(zip).Select(file => file.Name));
        Assert.Equal([pictures[2], pictures[0], pictures[1]], Read(zip).Select(file => file.Bytes));
    }

    [Fact]
    public async Task A_whole_album_comes_by_name_and_by_a_form_with_the_key_in_it()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        for (int i = 0; i < 3; i++)
            await bob.UploadAsync($"{i}.png", Pictures.Png(seed: i), ("album", i == 0 ? "default" : "trip"));

        byte[] byName = await BytesAsync(Request(HttpMethod.Get, "api/images/archive?album=trip", bob));
        HttpRequestMessage form = new(HttpMethod.Post, "api/images/archive") { Content = new FormUrlEncodedContent([new("album", "trip"), new("token", key)]) };
        byte[] byForm = await BytesAsync(form);
        HttpRequestMessage empty = Request(HttpMethod.Get, "api/images/archive?album=empty", bob);
        await bob.PostAsync("api/albums", ("name", "empty"));

        Assert.Equal(["1.png", "2.png"], Read(byName).Select(file => file.Name));
        Assert.Equal(byName, byForm);
        Assert.Empty(Read(await BytesAsync(empty)));

        async Task<byte[]> BytesAsync(HttpRequestMessage request)
        {
            HttpResponseMessage answer = await bob.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsByteArrayAsync();
        }
    }

    [Fact]
    public async Task A_form_has_room_for_as_many_as_the_page_selects()
    {
        ApiClient bob = await NewUserAsync();
        long id = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 9))));

        HttpResponseMessage most = await AskAsync(5_000);
        HttpResponseMessage more = await AskAsync(5_001);

        Assert.Equal(["a.png"], Read(await most.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Select(file => file.Name));
        Assert.Contains("a list of 1 to 5,000 ids", await more.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Task<HttpResponseMessage> AskAsync(int times)
        {
            HttpRequestMessage form = Request(HttpMethod.Post, "api/images/archive", bob);
            form.Content = new FormUrlEncodedContent([new("ids", string.Join(',', Enumerable.Repeat(id, times)))]);
            return bob.Http.SendAsync(form);
        }
    }

    [Fact]
    public async Task What_is_not_ones_own_is_in_no_archive()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        long his = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1)))), hers = Id(Uploaded(await eve.UploadAsync("b.png", Pictures.Png(seed: 2))));

        Assert.Equal("image_not_found", (await eve.GetAsync($"api/images/archive?ids={hers},{his}")).Code);
        Assert.Equal("album_not_found", (await eve.GetAsync("api/images/archive?album=trip")).Code);
        Assert.Equal("invalid_parameter", (await eve.GetAsync("api/images/archive")).Code);
        Assert.Equal("unauthorized", (await Stranger.PostAsync("api/images/archive", ("ids", $"{his}"))).Code);
    }

    [Fact]
    public async Task An_original_that_is_gone_cuts_the_archive_off()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        JsonElement first = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1))), second = Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 2)));
        File.Delete(Path.Combine(Daemon.Folder, "data", "images", Text(second, "path")));

        await Assert.ThrowsAsync<HttpRequestException>(async () =>
            await (await bob.Http.SendAsync(Request(HttpMethod.Get, $"api/images/archive?ids={Id(first)},{Id(second)}", bob))).Content.ReadAsByteArrayAsync());
        await Daemon.LoggedAsync("an archive is cut off");
        Assert.StartsWith(name, Text(second, "path"));
    }

    [Fact]
    public async Task The_place_where_a_picture_was_taken_is_in_no_archive()
    {
        ApiClient bob = await NewUserAsync();
        byte[] picture = ExifTool.Tag(Pictures.Jpeg(seed: 1), ["-EXIF:GPSLatitude=48.8584", "-EXIF:GPSLatitudeRef=N"]);
        JsonElement image = Uploaded(await bob.UploadAsync("a.jpg", picture));
        byte[] served = await bob.Http.GetByteArrayAsync(new Uri(Text(image, "url")), TestContext.Current.CancellationToken);

        HttpResponseMessage answer = await bob.Http.SendAsync(Request(HttpMethod.Get, $"api/images/archive?ids={Id(image)}", bob));

        byte[] packed = Assert.Single(Read(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))).Bytes;
        Assert.Equal(served, packed);
        Assert.NotEqual(picture, packed);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, ApiClient client) => client.Request(method, path);

    private static List<(string Name, byte[] Bytes)> Read(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        List<(string Name, byte[] Bytes)> files = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var bytes = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            files.Add((entry.FullName, bytes.ToArray()));
        }

        return files;
    }
}
