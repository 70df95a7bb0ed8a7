using System.Text.Json;

namespace Maple.Tests.Cli.Commands;

public sealed class UploadCommandTests : CliTest
{
    public UploadCommandTests()
    {
        Environment["MAPLE_KEY"] = "the-key";
        foreach (var name in (string[])["a.png", "b.png", "c.png", "d.png"])
            Write(name, $"bytes of {name}");
    }

    /// <summary>The name in the form comes back in the link.</summary>
    private static FakeAnswer Store(FakeRequest request)
    {
        var name = request.Text.Split("filename=\"").ElementAtOrDefault(1)?.Split('"')[0];
        return FakeAnswer.Envelope(200,
            $$"""{"success":[{"id":1,"name":"{{name}}","links":{"url":"http://h/{{name}}","markdown":"![]({{name}})","html":"<img {{name}}>","bbcode":"[img]{{name}}"} }],"fail":[]}""");
    }

    private Task<Result> UploadAsync(FakeServer server, params string[] words) => RunAsync(["upload", "--url", server.Url, .. words]);

    [Fact]
    public async Task Links_come_in_the_order_given_however_the_answers_come()
    {
        await using var server = new FakeServer(Store);
        var result = await UploadAsync(server, "d.png", "a.png", "c.png", "b.png");
        Assert.Equal((0, "http://h/d.png\nhttp://h/a.png\nhttp://h/c.png\nhttp://h/b.png\n", ""), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_request_carries_the_key_the_album_and_the_bytes()
    {
        await using var server = new FakeServer(Store);
        Environment["LANG"] = "zh_CN";
        Write("图 \"1\".png", "bytes");
        await UploadAsync(server, "--album", "假期", "图 \"1\".png");
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /api/images HTTP/1.1", request.Line);
        Assert.Equal("Bearer the-key", request.Headers["Authorization"]);
        Assert.Equal("zh", request.Headers["Accept-Language"]);
        Assert.Contains("name=\"album\"\r\n\r\n假期\r\n", request.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"images\"; filename=\"图 %221%22.png\"\r\nContent-Type: application/octet-stream\r\n\r\nbytes\r\n--", request.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("markdown", "![](a.png)")]
    [InlineData("html", "<img a.png>")]
    [InlineData("bbcode", "[img]a.png")]
    public async Task Links_come_in_the_format_asked_for(string format, string line)
    {
        await using var server = new FakeServer(Store);
        Assert.Equal(line + "\n", (await UploadAsync(server, "--format", format, "a.png")).Out);
    }

    [Fact]
    public async Task Json_is_the_image_on_one_line()
    {
        await using var server = new FakeServer(Store);
        var line = Assert.Single((await UploadAsync(server, "--format=json", "a.png")).Out.TrimEnd().Split('\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(1, json.RootElement.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_bad_file_spoils_no_other_and_the_exit_code_is_1()
    {
        await using var server = new FakeServer(r => r.Text.Contains("bytes of b.png", StringComparison.Ordinal)
            ? FakeAnswer.Envelope(415, """{"success":[],"fail":[{"filename":"b.png","code":"unsupported_format","message":"not a picture"}]}""")
            : Store(r));
        Directory.CreateDirectory(InFolder("sub"));
        var result = await UploadAsync(server, "a.png", "b.png", "missing.png", "sub", "c.png");
        Assert.Equal(1, result.Code);
        Assert.Equal("http://h/a.png\nhttp://h/c.png\n", result.Out);
        Assert.Equal("b.png: not a picture\nmissing.png: no such file\nsub: is a folder\n", result.Error);
    }

    [Fact]
    public async Task Standard_input_gets_a_name_from_its_bytes_or_from_the_option()
    {
        await using var server = new FakeServer(Store);
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, .. "\nrest"u8];
        Assert.Equal("http://h/stdin.png\n", (await RunAsync(new TestTerminal { Input = new(png) }, "upload", "--url", server.Url, "-")).Out);
        Assert.Equal("http://h/shot.x\n", (await RunAsync(new TestTerminal { Input = new(png) }, "upload", "--url", server.Url, "--name", "shot.x", "-")).Out);
        Assert.All(server.Requests, r => Assert.True(r.Body.AsSpan().IndexOf(png) > 0));
    }

    [Fact]
    public async Task Empty_standard_input_is_an_error()
    {
        await using var server = new FakeServer(Store);
        var result = await UploadAsync(server, "-");
        Assert.Equal((1, "-: nothing came in\n"), (result.Code, result.Error));
    }

    [Fact]
    public async Task Progress_shows_on_a_terminal_and_is_wiped_before_a_link()
    {
        await using var server = new FakeServer(Store);
        var result = await RunAsync(new TestTerminal { IsTerminal = true }, "upload", "--url", server.Url, "a.png");
        Assert.Contains("100%", result.Error.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", result.Error, StringComparison.Ordinal);
        Assert.Equal("http://h/a.png\n", result.Out);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_and_no_file_goes_unmentioned()
    {
        string url;
        await using (var server = new FakeServer(Store))
            url = server.Url;
        var result = await RunAsync("upload", "--url", url, "a.png", "b.png", "c.png", "d.png");
        Assert.Equal(1, result.Code);
        Assert.Contains($"no server answers at {url} (Connection refused)", result.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png", "b.png", "c.png", "d.png"], result.Error.TrimEnd().Split('\n').Select(l => l.Split(':')[0]));
    }

    [Theory]
    [InlineData(200, "<html>hello</html>", "text/html", "is not maple (HTTP 200, text/html)")]
    [InlineData(404, "{}", "application/json", "is not maple (HTTP 404, application/json)")]
    [InlineData(413, "<html>nginx</html>", "text/html", "too large for a proxy")]
    [InlineData(502, "<html>nginx</html>", "text/html", "gets no answer from maple (502)")]
    public async Task What_is_not_maple_is_told(int status, string body, string type, string message)
    {
        await using var server = new FakeServer(_ => new(status, body, type));
        var result = await UploadAsync(server, "a.png");
        Assert.Equal(1, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_names_the_server_to_use()
    {
        await using var server = new FakeServer(_ => new(301, "", "text/html", "Location: https://img.example.org/\r\n"));
        Assert.Contains("redirects to https://img.example.org/", (await UploadAsync(server, "a.png")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_accepted_is_told()
    {
        await using var server = new FakeServer(_ => FakeAnswer.Envelope(401, "null", "no"));
        var result = await UploadAsync(server, "a.png");
        Assert.Equal(1, result.Code);
        Assert.Contains("doesn't accept the key", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_to_a_plain_port_is_told()
    {
        await using var server = new FakeServer(Store);
        var result = await RunAsync("upload", "--url", server.Url.Replace("http:", "https:", StringComparison.Ordinal), "a.png");
        Assert.Equal(1, result.Code);
        Assert.Contains("no secure connection to https://", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_in_mid_upload_is_still_heard()
    {
        await using var server = new FakeServer(_ =>
            FakeAnswer.Envelope(413, "null", "the limit is 1 MB") with { WithoutReading = true });
        await File.WriteAllBytesAsync(InFolder("big.png"), new byte[8 << 20], TestContext.Current.CancellationToken);
        Assert.Equal("big.png: the limit is 1 MB\n", (await UploadAsync(server, "big.png")).Error);
    }

    [Theory]
    [InlineData("img.example.org")]
    [InlineData("ftp://img.example.org")]
    public async Task An_address_that_is_none_is_a_usage_error(string url) =>
        Assert.Equal(2, (await RunAsync("upload", "--url", url, "a.png")).Code);

    [Fact]
    public async Task Without_an_address_the_one_in_the_configuration_is_used()
    {
        await using var server = new FakeServer(Store);
        Environment["MAPLE_SERVER_LISTEN"] = new Uri(server.Url).Authority.Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal);
        Assert.Equal("http://h/a.png\n", (await RunAsync("upload", "a.png")).Out);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        Environment.Remove("MAPLE_KEY");
        await using var server = new FakeServer(Store);
        var result = await UploadAsync(server, "a.png");
        Assert.Equal(77, result.Code);
        Assert.Contains("maple login", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
