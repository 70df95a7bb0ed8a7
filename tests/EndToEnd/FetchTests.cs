using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Pictures that maple fetches itself.</summary>
public sealed class FetchTests
{
    private static readonly byte[] s_picture = Pictures.Png(seed: 1);

    [Fact]
    public async Task By_default_none_is()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));

        Answer answer = await bob.PostAsync("api/images", ("url", "http://example.com/a.png"));

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_url_comes_in_every_kind_of_body_and_its_picture_is_like_any_other()
    {
        await using var server = new PlainServer();
        server.AnswerPicture("/%E5%B0%8F.png", s_picture);
        server.Answer("/page.html", "200 OK\nContent-Length: 5", "hello"u8.ToArray());
        // A proxy in the environment must not be asked: it would look the name up anew.
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_FETCH_ENABLED", "true"), ("MAPLE_FETCH_NETWORKS", "127.0.0.1"), ("MAPLE_FETCH_PORTS", $"80,{server.Port}"),
            ("http_proxy", "http://127.0.0.1:1"), ("HTTP_PROXY", "http://127.0.0.1:1"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        string url = $"http://127.0.0.1:{server.Port}/%E5%B0%8F.png";

        Answer[] answers =
        [
            await bob.PostAsync("api/images", ("url", url), ("description", "d")),
            await bob.JsonAsync(HttpMethod.Post, "api/images", $$"""{"url": "{{url}}"}"""),
            await bob.JsonAsync(HttpMethod.Post, "api/images", $$"""{"image": "{{url.Replace("/", "\\/")}}"}"""),
            await bob.PostAsync("api/images", ("source", url)),
            await bob.SendAsync(HttpMethod.Post, "api/images", new MultipartFormDataContent { { new StringContent(url), "source" } }),
            await bob.SendAsync(HttpMethod.Post, "api/images", new MultipartFormDataContent { { new StringContent(url), "url" } }),
        ];
        Answer page = await bob.PostAsync("api/images", ("url", $"http://127.0.0.1:{server.Port}/page.html"));
        Answer gone = await bob.PostAsync("api/images", ("url", $"http://127.0.0.1:{server.Port}/gone.png"));
        Answer mail = await bob.PostAsync("api/images", ("url", "http://127.0.0.1:25/"));
        Answer house = await bob.PostAsync("api/images", ("url", "http://127.0.0.2/"));

        JsonElement first = Assert.Single(answers[0].Data.GetProperty("success").EnumerateArray());
        Assert.Equal(("小.png", "d"), (first.GetProperty("name").GetString(), first.GetProperty("description").GetString()));
        Assert.All(answers, answer => Assert.Equal(first.GetProperty("id").GetInt64(), answer.Data.GetProperty("success")[0].GetProperty("id").GetInt64()));
        Assert.Equal(s_picture, await daemon.Client().GetByteArrayAsync(first.GetProperty("url").GetString(), TestContext.Current.CancellationToken));
        Assert.Equal(("unsupported_format", "fetch_failed"), (page.Code, gone.Code));
        Assert.Equal(("url_not_allowed", "url_not_allowed"), (mail.Code, house.Code));
        Assert.DoesNotContain(server.Requests, head => head.Contains("Api-Key", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_guest_makes_maple_ask_for_nothing()
    {
        await using var server = new PlainServer();
        server.AnswerPicture("/a.png", s_picture);
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_FETCH_ENABLED", "true"), ("MAPLE_FETCH_NETWORKS", "127.0.0.1"), ("MAPLE_FETCH_PORTS", $"{server.Port}"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        string token = (await bob.PostAsync("api/policies")).Data.GetProperty("token").GetString()!, url = $"http://127.0.0.1:{server.Port}/a.png";
        var guest = new ApiClient(daemon.Address, token);

        Answer form = await guest.PostAsync("api/images", ("url", url));
        Answer json = await guest.JsonAsync(HttpMethod.Post, "api/images", $$"""{"image": "{{url}}"}""");
        Answer field = await new ApiClient(daemon.Address, null).PostAsync("api/images", ("token", token), ("url", url));

        Assert.All([form, json, field], answer => Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (answer.Status, answer.Code)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_repeated_upload_by_url_is_not_fetched_again()
    {
        await using var server = new PlainServer();
        server.AnswerPicture("/a.png", s_picture);
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_FETCH_ENABLED", "true"), ("MAPLE_FETCH_NETWORKS", "127.0.0.1"), ("MAPLE_FETCH_PORTS", $"{server.Port}"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        Task<Answer> SendAsync(string path) => bob.SendAsync(
            HttpMethod.Post, "api/images", new FormUrlEncodedContent([new("source", $"http://127.0.0.1:{server.Port}/{path}")]), ("Idempotency-Key", "k"));

        Answer first = await SendAsync("a.png"), again = await SendAsync("a.png"), other = await SendAsync("b.png");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.Equal("idempotency_key_reused", other.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_stranger_makes_maple_ask_for_nothing()
    {
        await using var server = new PlainServer();
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_FETCH_ENABLED", "true"), ("MAPLE_FETCH_NETWORKS", "127.0.0.1"), ("MAPLE_FETCH_PORTS", $"{server.Port}"));

        Answer answer = await new ApiClient(daemon.Address, "wrong").PostAsync("api/images", ("url", $"http://127.0.0.1:{server.Port}/a.png"));

        Assert.Equal("unauthorized", answer.Code);
        Assert.Empty(server.Requests);
    }
}
