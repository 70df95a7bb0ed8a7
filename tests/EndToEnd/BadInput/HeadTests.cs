using System.Globalization;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Request lines, methods, Host and header fields.</summary>
public sealed class HeadTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    [Theory]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("FOO")]
    [InlineData("get")]
    [InlineData("!#$%&'*+-.^_`|~")]
    public async Task A_method_that_is_not_allowed_is_a_405_that_names_the_others(string method)
    {
        RawAnswer answer = await RefusedAsync(405, "method_not_allowed", Request($"{method} /api/images"));

        Assert.Equal("GET, POST, PUT, HEAD, OPTIONS", answer.Headers["Allow"]);
    }

    [Theory]
    [InlineData("POST /healthz", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE /api/login", "POST, OPTIONS")]
    [InlineData("GET /api/login", "POST, OPTIONS")]
    [InlineData("POST /api/images/1", "GET, PUT, DELETE, HEAD, OPTIONS")]
    [InlineData("DELETE /images/eve/photo/2026/11/a.png", "GET, HEAD, OPTIONS")]
    public async Task Allow_is_that_of_the_path(string request, string allow)
    {
        RawAnswer answer = await RefusedAsync(405, "method_not_allowed", Request(request).Body([]));

        Assert.Equal(allow, answer.Headers["Allow"]);
    }

    [Fact]
    public async Task Options_names_the_methods()
    {
        RawAnswer answer = await SendAsync(RawRequest.Of("OPTIONS /api/images/1"));

        Assert.Equal((204, "GET, PUT, DELETE, HEAD, OPTIONS"), (answer.Status, answer.Headers["Allow"]));
        Assert.Equal(404, (await SendAsync(RawRequest.Of("OPTIONS /nothing"))).Status);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("GET")]
    [InlineData("GET /healthz")]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET\t/healthz HTTP/1.1")]
    [InlineData(" GET /healthz HTTP/1.1")]
    [InlineData("(x) /healthz HTTP/1.1")]
    [InlineData("GET /healthz FTP/1.1")]
    [InlineData("GET /healthz HTTP/1.1 ")]
    [InlineData("GET /healthz http/1.1")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("CONNECT a:443 HTTP/1.1")]
    public async Task A_request_line_that_is_none_is_refused(string line) => await RefusedAsync(400, "bad_request", new RawRequest(line));

    [Theory]
    [InlineData("GET /healthz HTTP/2.0")]
    [InlineData("GET /healthz HTTP/0.9")]
    [InlineData("PRI * HTTP/2.0")]
    public async Task Another_version_is_refused(string line) => await RefusedAsync(505, "unsupported_version", new RawRequest(line));

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\nHost: a\n\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nno field\r\n\r\n")]
    public async Task What_another_program_could_read_differently_is_refused(string head)
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(head));

        AssertRefusal(400, "bad_request", await client.ReadAnswerAsync());
        Assert.True(await client.IsEndedAsync());
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task One_empty_line_before_the_request_is_overlooked()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync("\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_tls_hello_gets_no_further()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(new byte[] { 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, 13, 10, 13, 10 });
        client.HalfClose();

        Assert.True(await client.IsEndedAsync());
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(8193)]
    [InlineData(100 << 10)]
    [InlineData(1 << 20)]
    public async Task A_request_line_that_is_too_long_is_refused(int length) =>
        await RefusedAsync(414, "uri_too_long", Request($"GET /{new string('a', length - 1)}"));

    [Fact]
    public async Task Request_lines_that_are_too_long_cost_no_memory()
    {
        long before = Memory.Resident(Daemon);

        for (int i = 0; i < 100; i++)
            Assert.Equal(414, (await SendAsync(Request($"GET /api/images?name={new string('a', 1 << 20)}"))).Status);

        Assert.InRange(Memory.Resident(Daemon) - before, long.MinValue, 20 << 20);
    }

    [Theory]
    [InlineData(16 << 10)]
    [InlineData(1 << 20)]
    public async Task A_header_line_that_is_too_long_is_refused(int length) =>
        await RefusedAsync(431, "headers_too_large", Request("GET /api/images").With($"X-Long: {new string('a', length)}"));

    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        RawRequest request = Request("GET /api/images");
        for (int i = 0; i < 101; i++)
            request = request.With($"X-{i}: 1");

        await RefusedAsync(431, "headers_too_large", request);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Host:")]
    [InlineData("Host: a b")]
    [InlineData("Host: evil\"><x")]
    [InlineData("Host: [::1")]
    public async Task A_host_that_is_missing_or_no_address_is_refused(string? host)
    {
        RawRequest request = Request("GET /api/images").Without("Host");
        await RefusedAsync(400, "bad_request", host is null ? request : request.With(host));
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a,b")]
    [InlineData("a%2fb")]
    [InlineData("b\u00fccher.example")]
    [InlineData("evil.example:80:90")]
    [InlineData("a:99999")]
    [InlineData("user@a")]
    [InlineData("a..b")]
    public async Task A_host_that_must_not_stand_in_a_link_is_refused(string host)
    {
        RawAnswer answer = await SendAsync(Request("GET /api/images").With($"Host: {host}"));

        Assert.Equal(400, answer.Status);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Http_1_0_is_answered_without_a_host_and_closed()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(new RawRequest("GET /api/images HTTP/1.0").Without("Host").With($"Api-Key: {Key}").ToBytes());
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        Assert.True(await client.IsEndedAsync());

        await RefusedAsync(401, "unauthorized", new RawRequest("GET /api/images HTTP/1.0").Without("Host"));
        await RefusedAsync(
            415, "unsupported_format", new RawRequest("POST /api/images HTTP/1.0").With($"Api-Key: {Key}").Form(MultipartForm.Of("text"u8.ToArray())));
    }

    [Theory]
    [InlineData(401, "/api/images", "")]
    [InlineData(404, "/nothing", "")]
    [InlineData(405, "/api/login", "")]
    [InlineData(400, "/%zz", "")]
    [InlineData(400, "/api/images?page=0", "key")]
    [InlineData(404, "/api/images/7", "key")]
    public async Task Head_of_an_error_says_the_length_and_no_more(int status, string path, string key)
    {
        RawRequest Request(string method) =>
            key.Length > 0 ? this.Request($"{method} {path}") : RawRequest.Of($"{method} {path}");
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(Request("HEAD").With("Connection: close").ToBytes());

        RawAnswer head = await client.ReadAnswerAsync(isHead: true);

        Assert.Equal(status, head.Status);
        Assert.InRange(int.Parse(head.Headers["Content-Length"], CultureInfo.InvariantCulture), 50, 500);
        Assert.True(await client.IsEndedAsync());
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Header_fields_with_odd_values_do_no_harm()
    {
        foreach (string header in (string[])
            [
                "Range: bytes=9-1,-,,", "If-None-Match: \"", "If-Modified-Since: yesterday", "Accept-Language: ;q=,,zh;q=9,*;q=x", "Cookie: =;;=maple_session",
                "Authorization: Bearer", "Authorization: Basic Zm9v", "X-Forwarded-For: \"", "X-Forwarded-Host: a/b", "Forwarded: for=;;\"",
                "Origin: \u00ff", "Content-Type: \u00ff;;=", "Accept: */*;q=\u00ff", "Expect: 200-maybe", "Upgrade: h2c", "X-\u00ff: 1",
            ])
        {
            RawAnswer answer = await SendAsync(Request("GET /api/images").With(header));
            Assert.True(answer.Status is 200 or 400, $"{header}: {answer.Status}");
        }

        await AssertNothingLeftAsync();
    }
}
