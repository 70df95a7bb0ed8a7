using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Proxy;

public sealed class NginxTests
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", "/")]
    [InlineData("http", "/pics/")]
    [InlineData("https", "/pics/")]
    public async Task An_upload_a_picture_and_a_range_go_through(string scheme, string path)
    {
        await using Nginx nginx = await Nginx.StartAsync(scheme, path);
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        byte[] picture = Pictures.Png(900, 700);

        string url = await UploadAsync(client, picture);

        Assert.StartsWith($"{nginx.PublicUrl}images/bob/photo/", url, StringComparison.Ordinal);
        Assert.Equal(picture, await client.GetByteArrayAsync(url, _cancellation));
        using var part = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(10, 29) } };
        using HttpResponseMessage answer = await client.SendAsync(part, _cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(picture[10..30], await answer.Content.ReadAsByteArrayAsync(_cancellation));
        using HttpResponseMessage page = await client.GetAsync("", _cancellation);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Empty(nginx.Buffered);
    }

    [Fact]
    public async Task The_daemon_learns_who_the_client_is_and_believes_nobody_else()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/pics/");
        using HttpClient client = nginx.Client();
        foreach (string header in (string[])["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix"])
            client.DefaultRequestHeaders.Add(header, "6.6.6.6");
        client.DefaultRequestHeaders.Add("Forwarded", "for=6.6.6.6;host=6.6.6.6");

        using HttpResponseMessage answer = await client.GetAsync("api/images?api_key=secret-of-bob&page=2", _cancellation);
        using HttpResponseMessage guest = await client.GetAsync("u/secret-of-a-guest", _cancellation);
        // nginx writes its line once an answer is out: when there is the next, the ones before are written.
        using HttpResponseMessage last = await client.GetAsync("healthz", _cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("GET /pics/u/*** HTTP", nginx.AccessLog, StringComparison.Ordinal);
        await nginx.Daemon.LoggedAsync("/api/images");
        Assert.Contains("\"client\":\"127.0.0.2\"", nginx.Daemon.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("6.6.6.6", nginx.Daemon.Log, StringComparison.Ordinal);
        Assert.Contains("127.0.0.2 - [", nginx.AccessLog, StringComparison.Ordinal);
        Assert.Contains("GET /pics/api/images HTTP", nginx.AccessLog, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", nginx.AccessLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Public_pictures_are_kept_and_private_ones_never_whoever_asked_for_them()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/");
        string key = await nginx.Daemon.CreateUserAsync("bob");
        using HttpClient bob = nginx.Client(key), stranger = nginx.Client();
        string open = await UploadAsync(bob, Pictures.Png(300, 200, seed: 1));
        using var album = new FormUrlEncodedContent([new("name", "mine"), new("private", "true")]);
        using HttpResponseMessage made = await bob.PostAsync("api/albums", album, _cancellation);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(_cancellation));
        string hidden = await UploadAsync(bob, Pictures.Png(300, 200, seed: 2), "mine");
        using HttpResponseMessage signing = await bob.PostAsync("api/images/2/link", null, _cancellation);
        string signed = JsonDocument.Parse(await signing.Content.ReadAsStringAsync(_cancellation)).RootElement.GetProperty("data").GetProperty("url").GetString()!;
        Assert.StartsWith(hidden + "?expires=", signed, StringComparison.Ordinal);

        foreach (string _ in (string[])["first", "again"])
        {
            Assert.Equal(Pictures.Png(300, 200, seed: 1), await stranger.GetByteArrayAsync(open, _cancellation));
            // With the key in a header and in the address, and without it.
            Assert.Equal(Pictures.Png(300, 200, seed: 2), await bob.GetByteArrayAsync(hidden, _cancellation));
            Assert.Equal(Pictures.Png(300, 200, seed: 2), await stranger.GetByteArrayAsync($"{hidden}?api_key={key}", _cancellation));
            Assert.Equal(Pictures.Png(300, 200, seed: 2), await stranger.GetByteArrayAsync(signed, _cancellation));
            foreach (string link in (string[])[hidden, signed.Replace("expires=", "expires=1", StringComparison.Ordinal), $"{open[..open.LastIndexOf('/')]}{hidden[hidden.LastIndexOf('/')..]}?sig=x"])
            {
                using HttpResponseMessage without = await stranger.GetAsync(link, _cancellation);
                Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
            }
        }

        using HttpResponseMessage own = await bob.GetAsync(hidden, _cancellation);
        Assert.True(own.Headers.CacheControl?.Private);
        string kept = await File.ReadAllTextAsync(Assert.Single(nginx.Cached), System.Text.Encoding.Latin1, _cancellation);
        Assert.Contains(new Uri(open).AbsolutePath, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(key, kept, StringComparison.Ordinal);
        await nginx.Daemon.LoggedAsync("\"target\":\"" + new Uri(hidden).AbsolutePath);
        Assert.Single(nginx.Daemon.Log.Split('\n'), line => line.Contains("\"target\":\"" + new Uri(open).AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plain_http_and_a_missing_slash_are_redirected()
    {
        await using Nginx nginx = await Nginx.StartAsync("https", "/pics/");
        using HttpClient client = nginx.Client();

        using HttpResponseMessage plain = await client.GetAsync($"http://localhost:{nginx.PlainPort}/pics/a?b=c", _cancellation);
        using HttpResponseMessage slash = await client.GetAsync(new Uri(nginx.PublicUrl, "/pics"), _cancellation);

        Assert.Equal((HttpStatusCode.MovedPermanently, new Uri(nginx.PublicUrl, "/pics/a?b=c")), (plain.StatusCode, plain.Headers.Location!));
        Assert.Equal((HttpStatusCode.MovedPermanently, nginx.PublicUrl), (slash.StatusCode, slash.Headers.Location!));
    }

    [Fact]
    public async Task The_limit_of_bodies_is_maples()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/", ("MAPLE_LIMITS_MAX_BODY", "100000"));
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[200_000]), "images", "a.png" } };

        using HttpResponseMessage answer = await client.PostAsync("api/images", form, _cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await UploadAsync(client, Pictures.Png());
    }

    [Fact]
    public async Task Without_a_public_url_it_says_what_to_set_and_without_trust_as_well()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        CommandResult none = await daemon.RunAsync("nginx");
        CommandResult distrusted = await daemon.RunAsync(
            ["nginx"], "", ("MAPLE_SERVER_PUBLIC_URL", "https://pics.example.com/"), ("MAPLE_SERVER_TRUSTED_PROXIES", "10.0.0.1"));

        Assert.Equal(78, none.ExitCode);
        Assert.Contains("public_url", none.Errors, StringComparison.Ordinal);
        Assert.Equal(0, distrusted.ExitCode);
        Assert.Contains("trusted_proxies", distrusted.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_x_accel_nginx_sends_what_maple_has_checked()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/pics/", ("MAPLE_SERVER_X_ACCEL", "true"));
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        byte[] picture = Pictures.Png(900, 700);
        string url = await UploadAsync(client, picture), thumb = url.Replace("/photo/", "/thumb/", StringComparison.Ordinal);

        using HttpResponseMessage answer = await client.GetAsync(url, _cancellation);

        Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(_cancellation));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        // Each of maple's headers, once.
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(answer.Headers.GetValues("Cache-Control")));
        Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        Assert.False(answer.Headers.Contains("X-Accel-Redirect"));
        // The daemon sent none of it, and counts all of it.
        await nginx.Daemon.LoggedAsync("\"target\":\"" + new Uri(url).AbsolutePath);
        JsonElement line = nginx.Daemon.Log.Split('\n').Where(l => l.Contains("\"target\":\"" + new Uri(url).AbsolutePath, StringComparison.Ordinal))
            .Select(l => JsonDocument.Parse(l).RootElement).Single();
        Assert.Equal(picture.Length, line.GetProperty("bytes").GetInt64());
        using HttpClient scraper = nginx.Daemon.Client();
        string figures = await scraper.GetStringAsync("metrics", _cancellation);
        Assert.Matches($@"maple_http_response_bytes_total\{{.*""/images/.*\}} {picture.Length}\n", figures);

        using var part = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(10, 29) } };
        using HttpResponseMessage ranged = await client.SendAsync(part, _cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, ranged.StatusCode);
        Assert.Equal(picture[10..30], await ranged.Content.ReadAsByteArrayAsync(_cancellation));
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using HttpResponseMessage unchanged = await client.SendAsync(again, _cancellation);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using HttpResponseMessage small = await client.GetAsync(thumb, _cancellation);
        Assert.Equal((300, 233), Pictures.SizeOf(await small.Content.ReadAsByteArrayAsync(_cancellation)));
    }

    [Fact]
    public async Task With_x_accel_links_of_a_replaced_image_lead_to_its_new_file()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/", ("MAPLE_SERVER_X_ACCEL", "true"));
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        string url = await UploadAsync(client, Pictures.Png(900, 700));
        byte[] picture = Pictures.Jpeg(800, 400);
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };

        using HttpResponseMessage replaced = await client.PutAsync("api/images/1/content", content, _cancellation);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        foreach ((string link, string caching) in (IEnumerable<(string, string)>)[(url, "public, max-age=60"), ($"{url}?v=1", "public, max-age=31536000, immutable")])
        {
            using HttpResponseMessage answer = await client.GetAsync(link, _cancellation);
            Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(_cancellation));
            Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(caching, Assert.Single(answer.Headers.GetValues("Cache-Control")));
        }
    }

    [Fact]
    public async Task With_x_accel_nobody_gets_at_files_by_themselves_or_is_given_an_empty_picture()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/", ("MAPLE_SERVER_X_ACCEL", "true"));
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        byte[] picture = Pictures.Png(900, 700);
        string path = new Uri(await UploadAsync(client, picture)).AbsolutePath;

        using HttpResponseMessage around = await client.GetAsync(path.Replace("/images/", "/maple-files/", StringComparison.Ordinal), _cancellation);
        Assert.Equal(HttpStatusCode.NotFound, around.StatusCode);
        // Straight to the daemon, from an address that it trusts: only who says that it can send gets no body.
        using HttpClient direct = nginx.Daemon.Client();
        Assert.Equal(picture, await direct.GetByteArrayAsync(path, _cancellation));
        // Gone is gone.
        using HttpResponseMessage missing = await client.GetAsync(path.Replace(".png", "x.png", StringComparison.Ordinal), _cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("\"code\":\"not_found\"", await missing.Content.ReadAsStringAsync(_cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_x_accel_pictures_that_nginx_may_not_read_or_that_are_not_served_as_stored_are_sent_by_maple()
    {
        await using Nginx nginx = await Nginx.StartAsync("http", "/", ("MAPLE_SERVER_X_ACCEL", "true"));
        using HttpClient client = nginx.Client(await nginx.Daemon.CreateUserAsync("bob"));
        byte[] located = ExifTool.Tag(Pictures.Jpeg(900, 700), "-GPSLatitude=1.5", "-GPSLatitudeRef=N", "-Model=Camera");
        string url = await UploadAsync(client, located), plain = await UploadAsync(client, Pictures.Png(800, 700));
        string file = Path.Combine(nginx.Daemon.Folder, "data", new Uri(plain).AbsolutePath[1..]);
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(file));
        Assert.Equal((UnixFileMode)0b111_001_000, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        byte[] served = await client.GetByteArrayAsync(url, _cancellation);

        Assert.Equal(located.Length, served.Length);
        Assert.DoesNotContain("GPSLatitude", string.Join(' ', ExifTool.Read(served).Keys), StringComparison.Ordinal);
        Assert.Equal(Pictures.Png(800, 700), await client.GetByteArrayAsync(plain, _cancellation));
        // Nothing but pictures is the group's.
        string others = await Bash.RunAsync(nginx.Daemon.Folder, "find data -type f -perm /070 ! -path '*/photo/*' ! -path '*/thumb/*' ! -path '*/show/*'");
        Assert.Equal("", others);
    }

    private async Task<string> UploadAsync(HttpClient client, byte[] picture, string? album = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "images", "a.png" } };
        if (album is not null)
            form.Add(new StringContent(album), "album");
        using HttpResponseMessage answer = await client.PostAsync("api/images", form, _cancellation);
        string text = await answer.Content.ReadAsStringAsync(_cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("data").GetProperty("success")[0].GetProperty("url").GetString()!;
    }
}
