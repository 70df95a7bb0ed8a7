using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>What lies on the disk: whom it is open to, and what can't be reached through it.</summary>
public sealed class FileSafetyTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private string Data => Path.Combine(Daemon.Folder, "data");

    [Fact]
    public async Task Everything_that_maple_makes_is_its_owners_alone()
    {
        // Of its own: the links of another test are open to all, as every link is.
        await using Daemon daemon = await Daemon.StartAsync();
        var client = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        string url = Text(Uploaded(await client.UploadAsync("a.png", Pictures.Png(800, 600, seed: 1))), "url");
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync(url + "?width=100")).StatusCode);

        string data = Path.Combine(daemon.Folder, "data");
        string[] all = [data, .. Directory.EnumerateFileSystemEntries(data, "*", SearchOption.AllDirectories)];
        Assert.Contains(all, path => path.EndsWith(".png", StringComparison.Ordinal));
        Assert.Contains(all, path => path.Contains(".cache", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("secret.key", StringComparison.Ordinal));
        Assert.DoesNotContain(all, path => (File.GetUnixFileMode(path) & (UnixFileMode)0b000_111_111) != 0);
    }

    [Fact]
    public async Task A_picture_is_nobody_elses_in_any_size()
    {
        (ApiClient client, string name, _) = await NewUserWithNameAsync();
        string path = Text(Uploaded(await client.UploadAsync("a.png", Pictures.Png(seed: 4))), "path");

        string foreign = $"/images/nobody{path[name.Length..]}";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/images/{path}?width=2"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(foreign));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{foreign}?width=2"));
    }

    [Fact]
    public async Task A_symbolic_link_among_the_pictures_leads_nowhere()
    {
        (ApiClient client, string name, _) = await NewUserWithNameAsync();
        string path = Text(Uploaded(await client.UploadAsync("a.png", Pictures.Png(seed: 2))), "path");
        string month = Path.GetDirectoryName(Path.Combine(Data, "images", path))!;
        string outside = Path.Combine(Daemon.Folder, "outside.png");
        await File.WriteAllBytesAsync(outside, Pictures.Png(seed: 3));
        File.CreateSymbolicLink(Path.Combine(month, "link.png"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Data, "images", name, "photo", "2000"), Path.GetDirectoryName(month)!);

        string folder = Path.GetDirectoryName(path)!;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/images/{path}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/images/{folder}/link.png"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/images/{name}/photo/2000/{Path.GetFileName(folder)}/{Path.GetFileName(path)}"));
    }

    [Theory]
    [InlineData("/images/..%2f..%2fmaple.db")]
    [InlineData("/images/bob/photo/2026/11/..%2f..%2f..%2f..%2f..%2fsecret.key")]
    [InlineData("/images/%2e%2e/photo/2026/11/secret.key")]
    [InlineData("/images/.cache/photo/2026/11/w100.png")]
    [InlineData("/images/bob/photo/2026/.staging/a.png")]
    [InlineData("/images//etc/photo/2026/a.png")]
    public async Task No_path_leads_out_of_the_pictures(string path) =>
        Assert.Contains(await StatusAsync(path), (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.BadRequest]);

    [Fact]
    public async Task A_key_in_a_query_stands_in_no_log_and_in_no_link()
    {
        (_, _, string key) = await NewUserWithNameAsync();
        var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(seed: 4)), "images", "a.png" } };

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, $"api/images?api_key={key}", form);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(key, answer.Json.GetRawText());
        Assert.Equal("no-referrer", Assert.Single(answer.Raw.Headers.GetValues("Referrer-Policy")));
        Assert.DoesNotContain(key, Daemon.Log);
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        // As written, without a client's own tidying.
        var exact = new Uri(
            Daemon.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return (await Stranger.Http.GetAsync(exact)).StatusCode;
    }
}
