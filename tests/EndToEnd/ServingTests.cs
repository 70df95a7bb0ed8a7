using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Maple.Tests.EndToEnd.BadInput;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class ServingTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task An_original_comes_back_as_it_was_with_headers_that_make_it_harmless()
    {
        byte[] bytes = Pictures.Png(800, 600, seed: 4);
        string url = Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.png", bytes)), "url");

        HttpResponseMessage answer = await GetAsync(url);

        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentLength);
        Assert.False(answer.Headers.ETag!.IsWeak);
        Assert.NotNull(answer.Content.Headers.LastModified);
        Assert.Equal("public, max-age=31536000, immutable", Header(answer, "Cache-Control"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Contains("sandbox", Header(answer, "Content-Security-Policy"));
        Assert.Equal("bytes", Header(answer, "Accept-Ranges"));
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        string url = await UploadedUrlAsync(seed: 5);
        HttpResponseMessage get = await GetAsync(url);

        HttpResponseMessage head = await Stranger.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        string url = await UploadedUrlAsync(seed: 6);
        HttpResponseMessage first = await GetAsync(url);
        string tag = first.Headers.ETag!.ToString(), date = Header(first, "Last-Modified");

        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(url, ("If-None-Match", tag))).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(url, ("If-None-Match", $"\"other\", W/{tag}"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(url, ("If-None-Match", "*"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, ("If-None-Match", "\"other\""))).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(url, ("If-Modified-Since", date))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, ("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"))).StatusCode);
        Assert.Equal("precondition_failed", (await Stranger.GetAsync(url, ("If-Match", "\"other\""))).Code);
        Assert.Equal("no-store", Header(await GetAsync(url, ("If-Match", "\"other\"")), "Cache-Control"));
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=10-19", 10, 19)]
    [InlineData("bytes=-5", -5, -1)]
    [InlineData("bytes=100-", 100, -1)]
    [InlineData("bytes=100-99999999999999999999999", 100, -1)]
    public async Task One_range_is_served_clamped(string range, int first, int last)
    {
        byte[] bytes = Pictures.Png(300, 200, seed: 7);
        string url = Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.png", bytes)), "url");
        int from = first < 0 ? bytes.Length + first : first, to = last < 0 ? bytes.Length + last : last;

        HttpResponseMessage answer = await GetAsync(url, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(from, to, bytes.Length), answer.Content.Headers.ContentRange);
        Assert.Equal(bytes[from..(to + 1)], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_large_picture_comes_whole_and_in_parts_also_to_who_reads_slowly()
    {
        // More than any buffer on the way holds.
        byte[] bytes = [.. Pictures.Png(seed: 15), .. Enumerable.Range(0, 12 << 20).Select(i => (byte)(i * 7 >> 5))];
        string url = Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.png", bytes)), "url");
        string target = new Uri(url).AbsolutePath;

        AssertSame(bytes, await Stranger.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        foreach ((int from, int to) in ((int, int)[])[(0, bytes.Length - 1), (1, 5_000_000), (9_999_999, bytes.Length - 2)])
        {
            HttpResponseMessage part = await GetAsync(url, ("Range", $"bytes={from}-{to}"));
            AssertSame(bytes[from..(to + 1)], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        using RawClient slow = await RawClient.ConnectAsync(Daemon);
        await slow.SendAsync(RawRequest.Of($"GET {target}").ToBytes());
        // By now the daemon waits with it in the middle; another client is served all the same.
        await slow.ReadSomeAsync(1 << 20);
        Assert.Equal(bytes.Length, (await Stranger.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken)).Length);

        using RawClient patient = await RawClient.ConnectAsync(Daemon);
        await patient.SendAsync((byte[])[.. RawRequest.Of($"GET {target}").ToBytes(), .. RawRequest.Of($"HEAD {target}").ToBytes()]);
        AssertSame(bytes, (await patient.ReadAnswerAsync()).Body);
        Assert.Equal($"{bytes.Length}", (await patient.ReadAnswerAsync(isHead: true)).Headers["Content-Length"]);
    }

    [Fact]
    public async Task A_picture_s_request_stands_in_the_log_with_the_id_of_its_answer()
    {
        HttpResponseMessage answer = await GetAsync(await UploadedUrlAsync(seed: 16));

        string id = Header(answer, "X-Request-Id");
        await Daemon.LoggedAsync(id);
        string line = Daemon.Log.Split('\n').Single(l => l.Contains(id, StringComparison.Ordinal));
        Assert.Contains("\"message\":\"access\"", line, StringComparison.Ordinal);
        Assert.Contains("\"status\":200", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_it_has_the_connection_closed_behind_the_picture()
    {
        string target = new Uri(await UploadedUrlAsync(seed: 17)).AbsolutePath;
        using RawClient client = await RawClient.ConnectAsync(Daemon);

        await client.SendAsync(RawRequest.Of($"GET {target}").With("Connection: close").ToBytes());
        RawAnswer answer = await client.ReadAnswerAsync();

        Assert.Equal((200, "close"), (answer.Status, answer.Headers["Connection"]));
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task A_range_behind_the_end_is_a_416()
    {
        string url = await UploadedUrlAsync(seed: 8);

        HttpResponseMessage answer = await GetAsync(url, ("Range", "bytes=99999999-"));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Matches(@"^bytes \*/\d+$", answer.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_range_of_another_version_gets_the_whole()
    {
        string url = await UploadedUrlAsync(seed: 9);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, ("Range", "bytes=0-9"), ("If-Range", "\"other\""))).StatusCode);
    }

    [Theory]
    [InlineData("width=100", 100, 50)]
    [InlineData("height=100", 200, 100)]
    [InlineData("width=100&height=10", 20, 10)]
    [InlineData("width=5000", 1024, 512)]
    public async Task A_variant_lies_within_its_box(string query, int width, int height)
    {
        string url = Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.jpg", Pictures.Jpeg(2000, 1000, seed: 10))), "url");

        byte[] first = await Stranger.Http.GetByteArrayAsync($"{url}?{query}", TestContext.Current.CancellationToken);
        byte[] again = await Stranger.Http.GetByteArrayAsync($"{url}?{query}", TestContext.Current.CancellationToken);

        Assert.Equal((width, height), Pictures.SizeOf(first));
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task A_variant_is_never_larger_than_the_original()
    {
        byte[] bytes = Pictures.Png(100, 50, seed: 11);
        string url = Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.png", bytes)), "url");

        Assert.Equal(bytes, await Stranger.Http.GetByteArrayAsync($"{url}?width=500", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("width=0")]
    [InlineData("width=-1")]
    [InlineData("height=x")]
    [InlineData("width=")]
    [InlineData("width=99999999999999999999")]
    public async Task A_size_that_is_none_is_a_400(string query)
    {
        string url = await UploadedUrlAsync(seed: 12);

        Answer answer = await Stranger.GetAsync($"{url}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Contains(query.Split('=')[0], answer.Message);
    }

    [Fact]
    public async Task A_thumbnail_that_went_missing_is_made_again()
    {
        JsonElement image = Uploaded(await (await NewUserAsync()).UploadAsync("a.jpg", Pictures.Jpeg(1000, 500, seed: 13)));
        string thumb = Path.Combine(Daemon.Folder, "data", new Uri(Text(image, "thumb_url")).AbsolutePath[1..]);
        File.Delete(thumb);

        byte[] remade = await Stranger.Http.GetByteArrayAsync(Text(image, "thumb_url"), TestContext.Current.CancellationToken);

        Assert.Equal((300, 150), Pictures.SizeOf(remade));
        Assert.True(File.Exists(thumb));
    }

    [Fact]
    public async Task A_small_picture_is_its_own_thumbnail_and_show_picture_also_when_they_went_missing()
    {
        byte[] icon = Pictures.Png(64, 48, seed: 19);
        JsonElement image = Uploaded(await (await NewUserAsync()).UploadAsync("a.png", icon));
        string[] urls = [Text(image, "url"), Text(image, "thumb_url"), Text(image, "show_url")];
        foreach (string url in urls)
            Assert.Equal(icon, await Stranger.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken));

        foreach (string url in urls[1..])
            File.Delete(Path.Combine(Daemon.Folder, "data", new Uri(url).AbsolutePath[1..]));
        foreach (string url in urls)
            Assert.Equal(icon, await Stranger.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("images/nobody/photo/2026/11/1795381200123-aaaaaaaaaaaaaaaaaaaa.png")]
    [InlineData("images/")]
    [InlineData("images/a")]
    [InlineData("images/.tmp/photo/2026/11/a.png")]
    [InlineData("nothing")]
    [InlineData("api/nothing")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        Answer answer = await Stranger.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_picture_that_many_look_at_is_gone_as_soon_as_it_is_deleted()
    {
        ApiClient owner = await NewUserAsync();
        JsonElement image = Uploaded(await owner.UploadAsync("a.png", Pictures.Png(400, 300, seed: 18)));
        string[] urls = [Text(image, "url"), Text(image, "thumb_url"), Text(image, "url") + "?width=100"];
        foreach (string url in Enumerable.Repeat(urls, 3).SelectMany(all => all))
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(url)).StatusCode);

        await owner.DeleteAsync($"api/images/{Id(image)}");

        foreach (string url in urls)
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_transparent_picture_keeps_its_transparency()
    {
        JsonElement image = Uploaded(await (await NewUserAsync()).UploadAsync("a.png", Pictures.TransparentPng(900, 600)));

        using var bitmap = SkiaSharp.SKBitmap.Decode(await Stranger.Http.GetByteArrayAsync(Text(image, "show_url"), TestContext.Current.CancellationToken));

        Assert.Equal(0, bitmap.GetPixel(bitmap.Width - 1, 0).Alpha);
        Assert.Equal(255, bitmap.GetPixel(5, 5).Alpha);
    }

    [Fact]
    public async Task Links_follow_the_proxy_and_the_public_url()
    {
        (_, _, string key) = await NewUserWithNameAsync();
        var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(seed: 14)), "images", "a.png" } };

        Answer answer = await Stranger.SendAsync(
            HttpMethod.Post,
            "api/images",
            form,
            ("Api-Key", key),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "pics.example.com"),
            ("X-Forwarded-Prefix", "/p"));

        Assert.StartsWith("https://pics.example.com/p/images/", Text(answer.Json, "url"));
    }

    /// <summary>Assert.Equal takes a minute for 12 MB.</summary>
    private static void AssertSame(byte[] expected, byte[] actual) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{actual.Length} bytes came, of {expected.Length}, or others");

    private async Task<string> UploadedUrlAsync(int seed) =>
        Text(Uploaded(await (await NewUserAsync()).UploadAsync("a.png", Pictures.Png(seed: seed))), "url");

    private Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : "";
}
