using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Keys;

public sealed class PolicyTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_guest_uploads_into_the_album_of_the_policy_and_nowhere_else()
    {
        ApiClient bob = await NewUserAsync();
        ApiClient guest = Guest(await PolicyAsync(bob, ("album", "party")));

        Assert.Equal("party", Text(Uploaded(await guest.UploadAsync("a.png", Pictures.Png(seed: 1))).GetProperty("album"), "name"));
        Assert.Equal("insufficient_scope", (await guest.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "default"))).Code);
        Assert.Equal(["a.png"], Names(await bob.GetAsync("api/images")));
    }

    [Fact]
    public async Task A_policy_is_taken_wherever_a_key_is()
    {
        ApiClient bob = await NewUserAsync();
        string token = Text(await PolicyAsync(bob), "token");
        int seed = 10;

        foreach ((string name, string value) in ((string, string)[])[("Api-Key", token), ("Authorization", $"Bearer {token}"), ("token", token)])
            Assert.Equal(HttpStatusCode.OK, (await Stranger.SendAsync(HttpMethod.Post, "api/images", Form(++seed), (name, value))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Stranger.SendAsync(HttpMethod.Post, $"api/images?api_key={token}", Form(++seed))).Status);
        MultipartFormDataContent form = new() { { new StringContent(token), "token" } };
        form.Add(new ByteArrayContent(Pictures.Png(seed: ++seed)), "images", "a.png");
        Assert.Equal(HttpStatusCode.OK, (await Stranger.SendAsync(HttpMethod.Post, "api/images", form)).Status);
        Assert.DoesNotContain(token, Daemon.Log, StringComparison.Ordinal);

        static MultipartFormDataContent Form(int seed) => new() { { new ByteArrayContent(Pictures.Png(seed: seed)), "images", "a.png" } };
    }

    [Fact]
    public async Task What_the_policy_does_not_allow_is_refused_and_not_counted()
    {
        ApiClient bob = await NewUserAsync();
        byte[] png = Pictures.Png(seed: 1), large = Pictures.Png(800, 800, seed: 2);
        ApiClient guest = Guest(await PolicyAsync(bob, ("kinds", "PNG"), ("max_bytes", $"{png.Length}"), ("files", "1")));

        Assert.Equal("file_too_large", (await guest.UploadAsync("large.png", large)).Code);
        Assert.Equal("format_not_allowed", (await guest.UploadAsync("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16])).Code);
        Assert.Equal("unsupported_format", (await guest.UploadAsync("a.txt", "text"u8.ToArray())).Code);
        Uploaded(await guest.UploadAsync("a.png", png));
        Assert.Equal("policy_used_up", (await guest.UploadAsync("b.png", Pictures.Png(seed: 3))).Code);
        Assert.Equal(["a.png"], Names(await bob.GetAsync("api/images")));
    }

    [Fact]
    public async Task Of_many_files_at_once_as_many_are_stored_as_the_policy_allows()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement policy = await PolicyAsync(bob, ("files", "5"));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Guest(policy).UploadAsync(
            [($"{i}a.png", Pictures.Png(seed: 100 + i)), ($"{i}b.png", Pictures.Png(seed: 200 + i))])));

        Assert.Equal(5, (await bob.GetAsync("api/images")).Json.GetProperty("pageinfo").GetProperty("total").GetInt32());
        Assert.Equal(5, answers.Where(a => a.Status == HttpStatusCode.OK).Sum(a => a.Data.GetProperty("success").GetArrayLength()));
        Assert.Equal(5, (await bob.GetAsync("api/policies")).Data[0].GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task The_same_bytes_again_are_stored_and_counted_once()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement policy = await PolicyAsync(bob, ("files", "2"));
        for (int i = 0; i < 3; i++)
            Uploaded(await Guest(policy).UploadAsync("a.png", Pictures.Png(seed: 1)));

        Assert.Equal(1, (await bob.GetAsync("api/policies")).Data[0].GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task A_policy_ends_when_it_is_revoked()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        JsonElement policy = await PolicyAsync(bob);
        Assert.Equal("policy_not_found", (await eve.DeleteAsync($"api/policies/{Text(policy, "id")}")).Code);
        Uploaded(await Guest(policy).UploadAsync("a.png", Pictures.Png(seed: 1)));

        await bob.DeleteAsync($"api/policies/{Text(policy, "id")}");

        Assert.Equal("unauthorized", (await Guest(policy).UploadAsync("b.png", Pictures.Png(seed: 2))).Code);
    }

    [Fact]
    public async Task A_policy_ends_with_the_key_that_made_it()
    {
        ApiClient bob = await NewUserAsync();
        Answer key = await bob.PostAsync("api/keys", ("name", "ci"), ("scopes", "upload"));
        JsonElement ofKey = await PolicyAsync(new ApiClient(Daemon.Address, Text(key.Data, "key")));
        JsonElement ofDefault = await PolicyAsync(bob);

        await bob.DeleteAsync($"api/keys/{Id(key.Data)}");
        Assert.Equal("unauthorized", (await Guest(ofKey).UploadAsync("a.png", Pictures.Png(seed: 1))).Code);
        Uploaded(await Guest(ofDefault).UploadAsync("a.png", Pictures.Png(seed: 1)));

        await bob.PostAsync("api/account/key");
        Assert.Equal("unauthorized", (await Guest(ofDefault).UploadAsync("b.png", Pictures.Png(seed: 2))).Code);
    }

    [Fact]
    public async Task A_key_for_one_album_makes_policies_for_that_album_alone()
    {
        ApiClient bob = await NewUserAsync();
        await bob.PostAsync("api/albums", ("name", "camera"));
        Answer key = await bob.PostAsync("api/keys", ("name", "phone"), ("scopes", "upload"), ("album", "camera"));
        var phone = new ApiClient(Daemon.Address, Text(key.Data, "key"));

        Assert.Equal("insufficient_scope", (await phone.PostAsync("api/policies", ("album", "default"))).Code);
        Assert.Equal("camera", Text((await PolicyAsync(phone)).GetProperty("album"), "name"));
        Assert.Equal("insufficient_scope", (await phone.GetAsync("api/policies")).Code);
    }

    [Theory]
    [InlineData("expires_at", "2020-01-01")]
    [InlineData("expires_at", "2999-01-01")]
    [InlineData("files", "0")]
    [InlineData("files", "-1")]
    [InlineData("max_bytes", "5MB")]
    [InlineData("kinds", "png,exe")]
    public async Task What_makes_no_policy_is_refused_and_makes_no_album(string field, string value)
    {
        ApiClient bob = await NewUserAsync();

        Assert.Equal("invalid_parameter", (await bob.PostAsync("api/policies", ("album", "party"), (field, value))).Code);

        Assert.Equal(["default"], Names(await bob.GetAsync("api/albums")));
    }

    [Fact]
    public async Task Who_sends_what_is_there_hears_nothing_that_the_owner_says_of_it()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement policy = await PolicyAsync(bob, ("album", "party"));
        long id = Id(Uploaded(await bob.UploadAsync("s3cret.png", Pictures.Png(seed: 1), ("album", "party"), ("name", "s3cret"), ("description", "s3cret"))));

        Answer sent = await Guest(policy).UploadAsync("mine.png", Pictures.Png(seed: 1), ("description", "d"));

        JsonElement image = Uploaded(sent);
        Assert.Equal((id, "mine.png", "d", "mine.png", true),
            (Id(image), Text(image, "name"), Text(image, "description"), Text(image, "original_filename"), image.GetProperty("duplicate").GetBoolean()));
        Assert.DoesNotContain("s3cret", sent.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("s3cret", Text((await bob.GetAsync($"api/images/{id}")).Data, "name"));
    }

    [Fact]
    public async Task The_page_of_a_policy_says_whether_it_is_good_and_its_token_gets_nowhere()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement policy = await PolicyAsync(bob, ("files", "1"));
        string token = Text(policy, "token"), path = new Uri(Text(policy, "url")).AbsolutePath;
        Assert.Equal($"/u/{token}", path);

        HttpResponseMessage open = await Stranger.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal("no-referrer", open.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("no-store", open.Headers.CacheControl!.ToString());
        Assert.Contains("default-src 'none'; script-src 'self'", open.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, await open.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync("/u/garbage")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(path[..^1])).StatusCode);
        await Stranger.Http.GetAsync($"{path}/");
        await Stranger.Http.GetAsync($"/%75/{token}");
        await Stranger.Http.GetAsync($"/U/{token}?x=1");

        Uploaded(await Guest(policy).UploadAsync("a.png", Pictures.Png()));
        HttpResponseMessage used = await Stranger.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
        Assert.Contains("&quot;used&quot;", await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await bob.DeleteAsync($"api/policies/{Text(policy, "id")}");
        HttpResponseMessage ended = await Stranger.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, ended.StatusCode);
        Assert.Contains("&quot;ended&quot;", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Contains("/u/***", Daemon.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(token[..^5], Daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_user_ends_their_policies()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        var admin = new ApiClient(daemon.Address, await daemon.CreateUserAsync("admin"));
        var ann = new ApiClient(daemon.Address, await daemon.CreateUserAsync("ann"));
        var guest = new ApiClient(daemon.Address, Text((await ann.PostAsync("api/policies")).Data, "token"));
        Uploaded(await guest.UploadAsync("a.png", Pictures.Png(seed: 1)));

        await admin.PutAsync("api/admin/users/2", ("disabled", "true"));

        Assert.Equal("unauthorized", (await guest.UploadAsync("b.png", Pictures.Png(seed: 2))).Code);
    }

    private static async Task<JsonElement> PolicyAsync(ApiClient user, params (string, string)[] fields)
    {
        Answer made = await user.PostAsync("api/policies", fields);
        Assert.True(made.Status == HttpStatusCode.OK, made.Json.GetRawText());
        return made.Data;
    }

    private ApiClient Guest(JsonElement policy) => new(Daemon.Address, Text(policy, "token"));
}
