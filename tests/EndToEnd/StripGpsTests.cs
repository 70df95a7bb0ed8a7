using System.Net;
using System.Security.Cryptography;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class StripGpsTests
{
    private static readonly string[] s_tags =
        ["-EXIF:GPSLatitude=48.8584", "-EXIF:GPSLatitudeRef=N", "-XMP-exif:GPSLatitude=48.8584", "-EXIF:Orientation=6", "-EXIF:Make=Maple"];

    [Fact]
    public async Task What_is_served_has_no_position_and_the_file_keeps_its_bytes()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        byte[] picture = ExifTool.Tag(Pictures.Jpeg(1200, 900, seed: 1), s_tags);
        (HttpClient http, string url, string path) = await UploadAsync(daemon, picture);

        byte[] served = await http.GetByteArrayAsync(url);

        SortedDictionary<string, string> tags = ExifTool.Read(served);
        Assert.DoesNotContain(tags.Keys, IsPosition);
        Assert.Equal(("6", "Maple"), (tags["IFD0:Orientation"], tags["IFD0:Make"]));
        Assert.Equal(picture.Length, served.Length);
        Assert.Equal(picture, await File.ReadAllBytesAsync(path));
        foreach (string query in (string[])["?width=5000", "?width=100"])
            Assert.DoesNotContain(ExifTool.Read(await http.GetByteArrayAsync(url + query)).Keys, IsPosition);

        using var range = new HttpRequestMessage(HttpMethod.Get, url);
        range.Headers.Range = new(100, 2_000);
        HttpResponseMessage part = await http.SendAsync(range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(served[100..2_001], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_setting_holds_for_pictures_that_are_there_and_changes_their_tag()
    {
        string folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
        try
        {
            byte[] picture = ExifTool.Tag(Pictures.Png(seed: 2), s_tags);
            string url, stripped;
            await using (Daemon daemon = await Daemon.StartAsync(folder))
            {
                (HttpClient http, url, _) = await UploadAsync(daemon, picture);
                stripped = Tag(await http.GetAsync(url));
                url = new Uri(url).AbsolutePath;
            }

            await using Daemon open = await Daemon.StartAsync(folder, ("MAPLE_IMAGES_STRIP_GPS", "false"));
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("If-None-Match", stripped);
            HttpResponseMessage whole = await open.Client().SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
            Assert.NotEqual(stripped, Tag(whole));
            Assert.Equal(picture, await whole.Content.ReadAsByteArrayAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Asked_to_it_keeps_no_position_on_the_disk_either()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_IMAGES_STRIP_GPS_FROM_ORIGINAL", "true"));
        byte[] picture = ExifTool.Tag(Pictures.WebP(seed: 3), s_tags);
        var api = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));

        Answer first = await api.UploadAsync("a.webp", picture), second = await api.UploadAsync("b.webp", picture);

        System.Text.Json.JsonElement image = first.Data.GetProperty("success")[0];
        byte[] stored = await File.ReadAllBytesAsync(PathOf(daemon, image.GetProperty("path").GetString()!));
        Assert.DoesNotContain(ExifTool.Read(stored).Keys, IsPosition);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(stored)), image.GetProperty("sha256").GetString());
        Assert.True(second.Data.GetProperty("success")[0].GetProperty("duplicate").GetBoolean());
        Assert.Equal(stored, await daemon.Client().GetByteArrayAsync(image.GetProperty("url").GetString()));
    }

    private static async Task<(HttpClient Http, string Url, string Path)> UploadAsync(Daemon daemon, byte[] picture)
    {
        var api = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        Answer answer = await api.UploadAsync("a.jpg", picture);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Message);
        System.Text.Json.JsonElement image = answer.Data.GetProperty("success")[0];
        return (daemon.Client(), image.GetProperty("url").GetString()!, PathOf(daemon, image.GetProperty("path").GetString()!));
    }

    private static string PathOf(Daemon daemon, string key) => Path.Combine(daemon.Folder, "data", "images", key);

    private static string Tag(HttpResponseMessage answer) => answer.Headers.ETag!.ToString();

    private static bool IsPosition(string tag) => tag.Contains(":GPS", StringComparison.Ordinal) && tag != "IFD0:GPSInfo";
}
