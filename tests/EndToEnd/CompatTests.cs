using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>The shapes that clients of other hosts read, refusals included.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "What those clients compare.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "What those clients compare.")]
public sealed partial class CompatTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private static readonly byte[] s_picture = Pictures.Png(seed: 1);

    [Fact]
    public async Task Lsky_2_gives_a_token_for_name_or_email_and_password()
    {
        (_, string name, string key) = await NewUserWithNameAsync();
        foreach (string who in (string[])[name, $"{name}@example.com"])
        {
            (HttpStatusCode status, JsonElement json) = await SendAsync(HttpMethod.Post, "api/v1/tokens", null, Json($$"""{"email": "{{who}}", "password": "correct horse"}"""));
            Assert.Equal((HttpStatusCode.OK, true, key), (status, json.GetProperty("status").GetBoolean(), json.GetProperty("data").GetProperty("token").GetString()));
        }

        (HttpStatusCode wrong, JsonElement refusal) = await SendAsync(HttpMethod.Post, "api/v1/tokens", null, Json($$"""{"email": "{{name}}", "password": "wrong horse"}"""));
        Assert.Equal((HttpStatusCode.Unauthorized, false), (wrong, refusal.GetProperty("status").GetBoolean()));
        Assert.Equal(JsonValueKind.Object, refusal.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Lsky_2_counts_attempts_with_those_of_the_login()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        HttpStatusCode last = HttpStatusCode.OK;
        for (int i = 0; i < 12 && last != HttpStatusCode.TooManyRequests; i++)
        {
            (last, _) = i % 2 == 0
                ? await SendAsync(HttpMethod.Post, "api/v1/tokens", null, Json($$"""{"email": "{{name}}@example.com", "password": "wrong horse"}"""))
                : await SendAsync(HttpMethod.Post, "api/login", null, Json($$"""{"username": "{{name}}", "password": "wrong horse"}"""));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Lsky_2_uploads_lists_and_removes()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        long album = Id((await bob.PostAsync("api/albums", ("name", "cats"))).Data);

        (HttpStatusCode status, JsonElement up) = await SendAsync(
            HttpMethod.Post, "api/v1/upload", key, Form("file", ("album_id", $"{album}"), ("strategy_id", "1"), ("permission", "0")));

        Assert.Equal((HttpStatusCode.OK, true), (status, up.GetProperty("status").GetBoolean()));
        JsonElement data = up.GetProperty("data"), links = data.GetProperty("links");
        Assert.Equal(("a.png", "a.png", "image/png", "png"), (Text(data, "name"), Text(data, "origin_name"), Text(data, "mimetype"), Text(data, "extension")));
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(s_picture)), Text(data, "md5"));
        Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(s_picture)), Text(data, "sha1"));
        Assert.Equal(s_picture.Length / 1024.0, data.GetProperty("size").GetDouble());
        Assert.Equal(s_picture, await Stranger.Http.GetByteArrayAsync(Text(links, "url"), TestContext.Current.CancellationToken));
        string url = Text(links, "url");
        Assert.Equal(
            ($"![a.png]({url})", $"[![a.png]({url})]({url})", $"[img]{url}[/img]", $"<img src=\"{url}\" alt=\"a.png\">"),
            (Text(links, "markdown"), Text(links, "markdown_with_link"), Text(links, "bbcode"), Text(links, "html")));
        Assert.Contains("/thumb/", Text(links, "thumbnail_url"));
        Assert.EndsWith($"/api/v1/images/{Text(data, "key")}", Text(links, "delete_url"));

        JsonElement images = (await SendAsync(HttpMethod.Get, $"api/v1/images?album_id={album}&page=1&order=newest", key)).Json.GetProperty("data");
        JsonElement image = Assert.Single(images.GetProperty("data").EnumerateArray());
        Assert.Equal((1, 1, 1, url), (images.GetProperty("current_page").GetInt32(), images.GetProperty("last_page").GetInt32(), images.GetProperty("total").GetInt32(), Text(image.GetProperty("links"), "url")));
        JsonElement albums = (await SendAsync(HttpMethod.Get, "api/v1/albums", key)).Json.GetProperty("data").GetProperty("data");
        Assert.Equal([("default", 0), ("cats", 1)], albums.EnumerateArray().Select(a => (Text(a, "name"), a.GetProperty("image_num").GetInt32())));
        JsonElement profile = (await SendAsync(HttpMethod.Get, "api/v1/profile", key)).Json.GetProperty("data");
        Assert.Equal((1, 2), (profile.GetProperty("image_num").GetInt32(), profile.GetProperty("album_num").GetInt32()));
        JsonElement strategies = (await SendAsync(HttpMethod.Get, "api/v1/strategies", key)).Json.GetProperty("data").GetProperty("strategies");
        Assert.Equal(1, Assert.Single(strategies.EnumerateArray()).GetProperty("id").GetInt32());

        Assert.True((await SendAsync(HttpMethod.Delete, $"api/v1/images/{Text(data, "key")}", key)).Json.GetProperty("status").GetBoolean());
        Assert.True((await SendAsync(HttpMethod.Delete, $"api/v1/albums/{album}", key)).Json.GetProperty("status").GetBoolean());
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task Lsky_2_refuses_with_200_and_a_false_status_but_for_strangers()
    {
        (_, _, string key) = await NewUserWithNameAsync();
        foreach ((HttpStatusCode status, JsonElement json) in ((HttpStatusCode, JsonElement)[])
        [
            await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file", "no picture"u8.ToArray())),
            await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file", ("album_id", "404"))),
            await SendAsync(HttpMethod.Post, "api/v1/upload", key),
            await SendAsync(HttpMethod.Delete, "api/v1/images/404", key),
            await SendAsync(HttpMethod.Get, "api/v1/images?page=x", key),
        ])
        {
            Assert.Equal((HttpStatusCode.OK, false), (status, json.GetProperty("status").GetBoolean()));
            Assert.NotEmpty(Text(json, "message"));
        }

        foreach (string path in (string[])["images", "albums", "profile", "strategies"])
        {
            (HttpStatusCode status, JsonElement json) = await SendAsync(HttpMethod.Get, $"api/v1/{path}", "wrong");
            Assert.Equal((HttpStatusCode.Unauthorized, false), (status, json.GetProperty("status").GetBoolean()));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "api/v1/upload", "wrong", Form("file"))).Status);
    }

    [Fact]
    public async Task Lsky_1_and_zipline_share_a_path_and_an_answer()
    {
        (_, _, string key) = await NewUserWithNameAsync();

        (HttpStatusCode status, JsonElement lsky) = await SendAsync(HttpMethod.Post, "api/upload", null, Form("image"), ("token", key));
        (_, JsonElement zipline) = await SendAsync(HttpMethod.Post, "api/upload", null, Form("file"), ("Authorization", key));
        (HttpStatusCode refused, JsonElement stranger) = await SendAsync(HttpMethod.Post, "api/upload", null, Form("image"), ("token", "wrong"));
        (HttpStatusCode bad, JsonElement text) = await SendAsync(HttpMethod.Post, "api/upload", null, Form("image", "no picture"u8.ToArray()), ("token", key));

        Assert.Equal((HttpStatusCode.OK, 200), (status, lsky.GetProperty("code").GetInt32()));
        string url = Text(lsky.GetProperty("data"), "url");
        Assert.Equal(s_picture, await Stranger.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal(url, Text(zipline.GetProperty("files")[0], "url"));
        Assert.Equal((HttpStatusCode.Unauthorized, 401), (refused, stranger.GetProperty("code").GetInt32()));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, 415), (bad, text.GetProperty("code").GetInt32()));
        Assert.NotEmpty(Text(text, "msg"));
    }

    [Fact]
    public async Task Chevereto_takes_a_file_or_base64_and_answers_as_it_is_asked()
    {
        (_, _, string key) = await NewUserWithNameAsync();

        (HttpStatusCode status, JsonElement json) = await SendAsync(HttpMethod.Post, "api/1/upload", null, Form("source", ("title", "Momo"), ("description", "d")), ("X-API-Key", key));
        var form = new FormUrlEncodedContent([new("source", Convert.ToBase64String(s_picture)), new("format", "json")]);
        (_, JsonElement encoded) = await SendAsync(HttpMethod.Post, $"api/1/upload?key={key}", null, form);
        HttpResponseMessage text = await RawAsync($"api/1/upload?format=txt", Form("source", ("key", key)), key);
        HttpResponseMessage redirect = await RawAsync($"api/1/upload", Form("source", ("format", "redirect")), key);

        JsonElement image = json.GetProperty("image");
        Assert.Equal((HttpStatusCode.OK, 200, "OK"), (status, json.GetProperty("status_code").GetInt32(), Text(json, "status_txt")));
        Assert.Equal(("image uploaded", 200), (Text(json.GetProperty("success"), "message"), json.GetProperty("success").GetProperty("code").GetInt32()));
        Assert.Equal(("Momo", "d", Convert.ToHexStringLower(MD5.HashData(s_picture))), (Text(image, "title"), Text(image, "description"), Text(image, "md5")));
        foreach (string link in (string[])["url", "url_viewer", "display_url"])
            Assert.Equal(HttpStatusCode.OK, (await Stranger.Http.GetAsync(Text(image, link), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("/thumb/", Text(image.GetProperty("thumb"), "url"));
        Assert.Contains("/show/", Text(image.GetProperty("medium"), "url"));
        Assert.Equal(Text(image, "id_encoded"), Text(encoded.GetProperty("image"), "id_encoded"));
        Assert.Equal(Text(image, "url") + "\n", await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.SeeOther, Text(image, "url")), (redirect.StatusCode, redirect.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Chevereto_refuses_in_its_own_words()
    {
        (_, _, string key) = await NewUserWithNameAsync();

        (HttpStatusCode noKey, JsonElement stranger) = await SendAsync(HttpMethod.Post, "api/1/upload", null, Form("source"), ("X-API-Key", "wrong"));
        (HttpStatusCode bad, JsonElement broken) = await SendAsync(HttpMethod.Post, "api/1/upload", null, Form("source", "no picture"u8.ToArray()), ("X-API-Key", key));
        (HttpStatusCode off, JsonElement fetched) = await SendAsync(HttpMethod.Get, $"api/1/upload?key={key}&source=http://example.com/a.png", null);

        Assert.Equal((HttpStatusCode.Unauthorized, 401, 100), (noKey, stranger.GetProperty("status_code").GetInt32(), stranger.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, 415), (bad, broken.GetProperty("status_code").GetInt32()));
        Assert.NotEmpty(Text(broken.GetProperty("error"), "message"));
        Assert.Equal((HttpStatusCode.Forbidden, 403), (off, fetched.GetProperty("status_code").GetInt32()));
    }

    [Fact]
    public async Task A_key_for_one_album_knows_that_one_alone()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();
        long other = Id(Uploaded(await bob.UploadAsync("other.png", Pictures.Png(seed: 41))));
        long cats = Id((await bob.PostAsync("api/albums", ("name", "cats"))).Data), dogs = Id((await bob.PostAsync("api/albums", ("name", "dogs"))).Data);
        string key = Text((await bob.PostAsync("api/keys", ("name", "cats"), ("scopes", "upload,read,delete"), ("album", "cats"))).Data, "key");

        JsonElement up = (await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file"))).Json.GetProperty("data");
        JsonElement elsewhere = (await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file", Pictures.Png(seed: 42), ("album_id", $"{dogs}")))).Json;
        JsonElement nowhere = (await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file", Pictures.Png(seed: 42), ("album_id", "999999")))).Json;
        JsonElement images = (await SendAsync(HttpMethod.Get, "api/v1/images", key)).Json.GetProperty("data");
        JsonElement ofDefault = (await SendAsync(HttpMethod.Get, "api/v1/images?album_id=1", key)).Json.GetProperty("data");
        JsonElement albums = (await SendAsync(HttpMethod.Get, "api/v1/albums", key)).Json.GetProperty("data");
        JsonElement removal = (await SendAsync(HttpMethod.Delete, $"api/v1/images/{other}", key)).Json;

        Assert.Equal(cats, (await bob.GetAsync($"api/images/{Text(up, "key")}")).Data.GetProperty("album").GetProperty("id").GetInt64());
        Assert.False(elsewhere.GetProperty("status").GetBoolean());
        // Whether there is such an album is not said.
        Assert.Equal(Text(elsewhere, "message"), Text(nowhere, "message"));
        Assert.Equal([Text(up, "key")], images.GetProperty("data").EnumerateArray().Select(image => Text(image, "key")));
        Assert.Empty(ofDefault.GetProperty("data").EnumerateArray());
        Assert.Equal(["cats"], albums.GetProperty("data").EnumerateArray().Select(album => Text(album, "name")));
        Assert.False(removal.GetProperty("status").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync($"api/images/{other}")).Status);
    }

    [Fact]
    public async Task A_revoked_key_is_none()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();
        JsonElement made = (await bob.PostAsync("api/keys", ("name", "x"), ("scopes", "upload,read"))).Data;
        string key = Text(made, "key");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "api/v1/images", key)).Status);

        Assert.Equal(HttpStatusCode.OK, (await bob.DeleteAsync($"api/keys/{Id(made)}")).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "api/v1/images", key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "api/v1/upload", key, Form("file"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "api/upload", key, Form("file"))).Status);
    }

    [Fact]
    public async Task A_cookie_is_no_key_here()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        Answer login = await Stranger.PostAsync("api/login", ("username", name), ("password", "correct horse"));
        string cookie = login.Raw.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "api/1/upload?source=http://example.com/a.png", null, null, ("Cookie", cookie))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "api/v1/images", null, null, ("Cookie", cookie))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "api/upload", null, Form("file"), ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Each_can_be_turned_off()
    {
        await using Daemon daemon = await Daemon.StartAsync(null,
            ("MAPLE_COMPAT_LSKY_V2", "false"), ("MAPLE_COMPAT_LSKY_V1", "false"), ("MAPLE_COMPAT_ZIPLINE", "false"), ("MAPLE_COMPAT_CHEVERETO", "false"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));

        foreach (string path in (string[])["api/v1/upload", "api/v1/tokens", "api/upload", "api/1/upload"])
            Assert.Equal("not_found", (await bob.SendAsync(HttpMethod.Post, path, Form("file"))).Code);
    }

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static MultipartFormDataContent Form(string field, params (string Name, string Value)[] fields) => Form(field, s_picture, fields);

    private static MultipartFormDataContent Form(string field, byte[] picture, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach ((string name, string value) in fields)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(picture), field, "a.png");
        return form;
    }

    private Task<HttpResponseMessage> RawAsync(string path, HttpContent body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.Add("X-API-Key", key);
        return Stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(
        HttpMethod method, string path, string? key, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage response = await Stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(text).RootElement);
    }
}
