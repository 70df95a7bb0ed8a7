using System.Text.Json;

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
        foreach (string name in (string[])["api_key", "key", "token", "API_KEY", "api%5Fkey"])
            await SendAsync(new(HttpMethod.Get, $"api/images?page=1&{name}={key}"));
        await SendAsync(new(HttpMethod.Get, $"api/login?username=bob&password={Password}"));
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

    private static HttpRequestMessage With(HttpRequestMessage request, string name, string value)
    {
        Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
