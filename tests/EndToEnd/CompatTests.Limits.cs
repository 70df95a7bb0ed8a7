using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>What those APIs have and maple has not, several files at once, and pictures by URL.</summary>
public sealed partial class CompatTests
{
    [Fact]
    public async Task Chevereto_refuses_an_expiration_since_pictures_stay()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();

        (HttpStatusCode status, JsonElement json) = await SendAsync(HttpMethod.Post, "api/1/upload", null, Form("source", ("expiration", "PT5M")), ("X-API-Key", key));
        (HttpStatusCode inQuery, _) = await SendAsync(HttpMethod.Post, "api/1/upload?expiration=P1D", null, Form("source"), ("X-API-Key", key));

        Assert.Equal((HttpStatusCode.BadRequest, 400, "Bad Request"), (status, json.GetProperty("status_code").GetInt32(), Text(json, "status_txt")));
        Assert.Contains("maple keeps pictures until they are deleted", Text(json.GetProperty("error"), "message"));
        Assert.Equal(HttpStatusCode.BadRequest, inQuery);
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
        (HttpStatusCode empty, _) = await SendAsync(HttpMethod.Post, "api/1/upload", null, Form("source", ("expiration", "")), ("X-API-Key", key));
        Assert.Equal(HttpStatusCode.OK, empty);
    }

    [Theory]
    [InlineData("api/1/upload", "format", "txt")]
    [InlineData("api/1/upload?format=txt", "x", "y")]
    public async Task Chevereto_refuses_as_text_wherever_that_is_asked_for(string path, string name, string value)
    {
        (_, _, string key) = await NewUserWithNameAsync();

        HttpResponseMessage picture = await RawAsync(path, Form("source", "no picture"u8.ToArray(), (name, value)), key);
        HttpResponseMessage stranger = await RawAsync(path, Form("source", (name, value)), "wrong");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "text/plain"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("text/plain", path.Contains('?') ? stranger.Content.Headers.ContentType!.MediaType : "text/plain");
    }

    [Fact]
    public async Task Chevereto_takes_a_url_by_get_and_by_post_once_each_and_not_by_head()
    {
        await using var server = new PlainServer();
        server.AnswerPicture("/a.png", s_picture);
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_FETCH_ENABLED", "true"), ("MAPLE_FETCH_NETWORKS", "127.0.0.1"), ("MAPLE_FETCH_PORTS", $"{server.Port}"));
        string key = await daemon.CreateUserAsync("bob");
        var bob = new ApiClient(daemon.Address, key);
        string url = $"http://127.0.0.1:{server.Port}/a.png", query = $"api/1/upload?key={key}&source={Uri.EscapeDataString(url)}";

        Answer head = await bob.SendCompatAsync(HttpMethod.Head, query);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.Status);
        Assert.Equal(["POST", "GET", "OPTIONS"], head.Raw.Content.Headers.Allow);
        Assert.Empty(server.Requests);

        Answer byGet = await bob.SendCompatAsync(HttpMethod.Get, query, null, ("Idempotency-Key", "g"));
        Answer again = await bob.SendCompatAsync(HttpMethod.Get, query, null, ("Idempotency-Key", "g"));
        Assert.Equal(byGet.Json.GetRawText(), again.Json.GetRawText());
        Assert.Single(server.Requests);
        Answer byPost = await bob.SendCompatAsync(HttpMethod.Post, "api/1/upload", new FormUrlEncodedContent([new("source", url)]));
        foreach (Answer answer in (Answer[])[byGet, byPost])
        {
            Assert.Equal((HttpStatusCode.OK, 200), (answer.Status, answer.Json.GetProperty("status_code").GetInt32()));
            Assert.Equal(s_picture, await bob.Http.GetByteArrayAsync(Text(answer.Json.GetProperty("image"), "url"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Zipline_lists_each_of_several_files_and_what_was_refused()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        MultipartFormDataContent form = Form("file");
        form.Add(new ByteArrayContent("no picture"u8.ToArray()), "file", "b.png");
        form.Add(new ByteArrayContent(Pictures.Png(seed: 52)), "file", "c.png");

        (HttpStatusCode status, JsonElement json) = await SendAsync(HttpMethod.Post, "api/upload", key, form);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, json.GetProperty("files").EnumerateArray().Select(file => Text(file, "url")).Distinct().Count());
        Assert.Equal("b.png", Text(Assert.Single(json.GetProperty("failed").EnumerateArray()), "name"));
        Assert.Equal(2, (await bob.GetAsync("api/images")).Data.GetArrayLength());
    }

    [Theory]
    [InlineData("api/v1/upload", "file")]
    [InlineData("api/1/upload", "source")]
    public async Task Where_an_answer_tells_of_one_picture_several_are_refused_and_none_is_stored(string path, string field)
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        MultipartFormDataContent form = Form(field);
        form.Add(new ByteArrayContent(Pictures.Png(seed: 53)), field, "b.png");

        (_, JsonElement json) = await SendAsync(HttpMethod.Post, path, key, form);

        Assert.Contains("one picture at a time", json.GetRawText());
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task Lsky_2_moves_an_albums_pictures_for_a_key_that_may_change_them_alone()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();
        long album = Id((await bob.PostAsync("api/albums", ("name", "cats"))).Data), empty = Id((await bob.PostAsync("api/albums", ("name", "none"))).Data);
        long image = Id(Uploaded(await bob.UploadAsync("a.png", s_picture, ("album", "cats"))));
        string delete = Text((await bob.PostAsync("api/keys", ("name", "d"), ("scopes", "delete"))).Data, "key");
        string edit = Text((await bob.PostAsync("api/keys", ("name", "e"), ("scopes", "upload,read,delete"))).Data, "key");

        JsonElement refused = (await SendAsync(HttpMethod.Delete, $"api/v1/albums/{album}", delete)).Json;
        Assert.Contains("Your key lacks the scope 'upload', 'read'", Text(refused, "message"));
        Assert.Equal(album, (await bob.GetAsync($"api/images/{image}")).Data.GetProperty("album").GetProperty("id").GetInt64());
        Assert.True((await SendAsync(HttpMethod.Delete, $"api/v1/albums/{empty}", delete)).Json.GetProperty("status").GetBoolean());
        Assert.True((await SendAsync(HttpMethod.Delete, $"api/v1/albums/{album}", edit)).Json.GetProperty("status").GetBoolean());
        Assert.Equal("default", Text((await bob.GetAsync($"api/images/{image}")).Data.GetProperty("album"), "name"));
    }

    [Theory]
    [InlineData("LSKY_V2", "api/v1/upload")]
    [InlineData("LSKY_V1", null)]
    [InlineData("ZIPLINE", null)]
    [InlineData("CHEVERETO", "api/1/upload")]
    public async Task Each_is_turned_off_alone(string host, string? gone)
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ($"MAPLE_COMPAT_{host}", "false"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));

        foreach (string path in (string[])["api/v1/upload", "api/1/upload"])
            Assert.Equal(path == gone, (await bob.SendCompatAsync(HttpMethod.Post, path, Form("file"))).Status == HttpStatusCode.NotFound);
        JsonElement plain = (await bob.SendCompatAsync(HttpMethod.Post, "api/upload", Form("file"))).Json;
        Assert.Equal((host != "LSKY_V1", host != "ZIPLINE"), (plain.TryGetProperty("data", out _), plain.TryGetProperty("files", out _)));
        MultipartFormDataContent two = Form("file");
        two.Add(new ByteArrayContent(Pictures.Png(seed: 54)), "file", "b.png");
        Assert.Equal(host == "ZIPLINE", (await bob.SendCompatAsync(HttpMethod.Post, "api/upload", two)).Status == HttpStatusCode.BadRequest);
    }
}
