using System.Text.Json;
using Maple.Tests.EndToEnd.BadInput;

namespace Maple.Tests.EndToEnd;

public sealed class AccessLogTests
{
    private const string Password = "correct-horse-battery";

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task Whatever_way_a_key_or_password_came_it_is_not_in_the_log_and_each_request_has_a_line(string format)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_LOG_FORMAT", format));
        string key = await daemon.CreateUserAsync("bob", Password);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = daemon.Address };
        var ids = new List<string>();
        string cookie = await SendAsync(new(HttpMethod.Post, "api/login")
        {
            Content = new FormUrlEncodedContent([new("username", "bob"), new("password", Password)]),
        });
        Assert.NotEqual("", cookie);
        cookie = cookie.Split(';')[0];
        await SendAsync(With(new(HttpMethod.Get, "api/images"), "Api-Key", key));
        await SendAsync(With(new(HttpMethod.Get, "api/images"), "Authorization", $"Bearer {key}"));
        await SendAsync(With(new(HttpMethod.Get, "api/images"), "Cookie", cookie));
        foreach (string name in (string[])["api_key", "key", "token", "API_KEY", "api%5Fkey", "Api-Key", "apikey", "access_token", "client_secret"])
            await SendAsync(new(HttpMethod.Get, $"api/images?page=1&{name}={key}"));
        await SendAsync(new(HttpMethod.Get, $"api/login?username=bob&password={Password}"));
        await SendAsync(new(HttpMethod.Put, $"api/account/password?current_password={Password}&new_password={Password}"));
        await SendAsync(new(HttpMethod.Get, $"api/1/upload?source={Uri.EscapeDataString($"http://bob:{Password}@127.0.0.1/a.png?st={key}")}"));
        await SendAsync(new(HttpMethod.Post, "api/images")
        {
            Content = new MultipartFormDataContent { { new StringContent(key), "api_key" }, { new StringContent("x"), "images", "a.png" } },
        });

        Assert.Equal(0, await daemon.StopAsync());

        string log = daemon.Log;
        // A key's and a session's last part is what makes it one.
        foreach (string secret in (string[])[key, key.Split('.')[^1], Password, cookie.Split('=', 2)[1], cookie.Split('.')[^1]])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string id in ids)
            Assert.Single(lines, line => line.Contains(id, StringComparison.Ordinal) && line.Contains("/api/", StringComparison.Ordinal));
        if (format == "json")
            Assert.All(lines, line => JsonDocument.Parse(line).Dispose());

        async Task<string> SendAsync(HttpRequestMessage request)
        {
            using (request)
            using (HttpResponseMessage answer = await client.SendAsync(request, cancellation))
            {
                ids.Add(answer.Headers.GetValues("X-Request-Id").Single());
                return answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.First() : "";
            }
        }
    }

    [Fact]
    public async Task What_is_refused_before_it_is_a_request_has_its_line_under_the_id_that_its_answer_names()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_LOG_FORMAT", "json"));
        const string line = "GET /healthz?token=s3cret HTTP/1.1";
        RawAnswer[] answers =
        [
            await RawClient.ExchangeAsync(daemon, new RawRequest(line).With("X : 1")),
            await RawClient.ExchangeAsync(daemon, new RawRequest(line).With($"X: {new string('x', 20_000)}")),
            await RawClient.ExchangeAsync(daemon, new RawRequest("hello")),
        ];

        Assert.Equal(0, await daemon.StopAsync());

        Assert.Equal([400, 431, 400], answers.Select(answer => answer.Status));
        JsonElement[] lines = [.. daemon.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => JsonDocument.Parse(text).RootElement)];
        foreach (RawAnswer answer in answers)
        {
            JsonElement logged = Assert.Single(lines, text => text.GetRawText().Contains(answer.Headers["X-Request-Id"], StringComparison.Ordinal));
            Assert.Equal((answer.Status, "127.0.0.1"), (logged.GetProperty("status").GetInt32(), logged.GetProperty("client").GetString()));
        }

        Assert.DoesNotContain("s3cret", daemon.Log, StringComparison.Ordinal);
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string name, string value)
    {
        Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
