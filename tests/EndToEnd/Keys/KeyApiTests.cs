using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Keys;

public sealed class KeyApiTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_key_is_made_listed_and_revoked()
    {
        ApiClient bob = await NewUserAsync();
        Answer made = await bob.JsonAsync(HttpMethod.Post, "api/keys", """{"name": "phone", "scopes": ["read", "upload"], "expires_at": "2999-01-31"}""");
        string token = Text(made.Data, "key");
        var phone = new ApiClient(Daemon.Address, token);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("api/images")).Status);

        JsonElement[] keys = [.. (await bob.GetAsync("api/keys")).Data.EnumerateArray()];
        Assert.Equal(["default", "phone"], keys.Select(key => Text(key, "name")));
        Assert.Equal(["upload", "read"], keys[1].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
        Assert.Equal((token, "2999-01-31T00:00:00.000Z"), (Text(keys[1], "key"), Text(keys[1], "expires_at")));
        Assert.Equal(JsonValueKind.Null, keys[0].GetProperty("expires_at").ValueKind);

        Assert.Equal("phone", Text((await bob.DeleteAsync($"api/keys/{Id(keys[1])}")).Data, "name"));
        Assert.Equal("unauthorized", (await phone.GetAsync("api/images")).Code);
        Assert.Equal("key_not_found", (await bob.DeleteAsync($"api/keys/{Id(keys[1])}")).Code);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_told()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1);
        ApiClient phone = await KeyAsync(bob, "upload");
        Assert.Equal(JsonValueKind.Null, (await bob.GetAsync("api/keys")).Data[1].GetProperty("used_at").ValueKind);

        await phone.GetAsync("api/images");

        foreach (JsonElement key in (await bob.GetAsync("api/keys")).Data.EnumerateArray())
            Assert.InRange(key.GetProperty("used_at").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_revoked_default_key_comes_back_when_its_user_makes_it_anew_and_not_before()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        var other = new ApiClient(Daemon.Address, Text((await bob.PostAsync("api/keys", ("name", "other"), ("scopes", "upload,read,delete,admin"))).Data, "key"));
        await other.DeleteAsync($"api/keys/{Id((await bob.GetAsync("api/keys")).Data[0])}");

        Answer key = await other.GetAsync("api/account/key"), clients = await other.GetAsync("api/account/clients");
        Answer lsky = await Stranger.SendCompatAsync(
            HttpMethod.Post, "api/v1/tokens", new FormUrlEncodedContent([new("email", name), new("password", "correct horse")]));

        Assert.Equal((HttpStatusCode.NotFound, "key_not_found"), (key.Status, key.Code));
        Assert.Equal((HttpStatusCode.NotFound, "key_not_found"), (clients.Status, clients.Code));
        Assert.False(lsky.Json.GetProperty("status").GetBoolean());
        Assert.Equal(["other"], Names(await other.GetAsync("api/keys")));

        string anew = Text((await other.PostAsync("api/account/key")).Data, "key");
        Assert.Equal(anew, Text((await other.GetAsync("api/account/key")).Data, "key"));
        Assert.Equal(HttpStatusCode.OK, (await new ApiClient(Daemon.Address, anew).GetAsync("api/images")).Status);
    }

    [Fact]
    public async Task What_an_expiring_key_signs_ends_with_it()
    {
        ApiClient bob = await NewUserAsync();
        long id = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1))));
        DateTimeOffset tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        string end = tomorrow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var phone = new ApiClient(Daemon.Address, Text((await bob.PostAsync("api/keys", ("name", "p"), ("scopes", "read"), ("expires_at", end))).Data, "key"));

        JsonElement late = (await phone.PostAsync($"api/images/{id}/link", ("expires_at", tomorrow.AddDays(300).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))).Data;
        JsonElement soon = (await phone.PostAsync($"api/images/{id}/link", ("expires_at", DateTimeOffset.UtcNow.AddHours(1).ToString("O")))).Data;

        Assert.Equal(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), late.GetProperty("expires_at").GetDateTimeOffset());
        Assert.True(soon.GetProperty("expires_at").GetDateTimeOffset() < tomorrow);
    }

    [Fact]
    public async Task A_key_behind_the_first_file_is_told_where_to_stand()
    {
        (_, _, string key) = await NewUserWithNameAsync();
        MultipartFormDataContent form = new() { { new ByteArrayContent(Pictures.Png(seed: 1)), "images", "a.png" }, { new StringContent(key), "token" } };

        Answer answer = await Stranger.SendAsync(HttpMethod.Post, "api/images", form);

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code));
        Assert.Contains("stands before its first file", answer.Message);
    }

    [Fact]
    public async Task A_key_for_one_album_puts_pictures_there_and_nowhere_else()
    {
        ApiClient bob = await NewUserAsync();
        await bob.PostAsync("api/albums", ("name", "camera"));
        await bob.PostAsync("api/albums", ("name", "other"));
        ApiClient phone = await KeyAsync(bob, "upload", "camera");

        JsonElement sent = Uploaded(await phone.UploadAsync("a.png", Pictures.Png(seed: 1)));
        Uploaded(await phone.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "Camera")));
        Assert.Equal("camera", Text(sent.GetProperty("album"), "name"));
        foreach (string elsewhere in (string[])["other", "default", "new", "1"])
            Assert.Equal("insufficient_scope", (await phone.UploadAsync("c.png", Pictures.Png(seed: 3), ("album", elsewhere))).Code);

        Assert.Equal(2, (await bob.GetAsync("api/images")).Data.GetArrayLength());
        Assert.Equal(3, (await bob.GetAsync("api/albums")).Data.GetArrayLength());
    }

    [Fact]
    public async Task A_key_for_one_album_learns_nothing_of_the_same_bytes_elsewhere()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement own = Uploaded(await bob.UploadAsync("secret name.png", Pictures.Png(seed: 1), ("description", "secret")));
        await bob.PostAsync("api/albums", ("name", "camera"));

        JsonElement sent = Uploaded(await (await KeyAsync(bob, "upload", "camera")).UploadAsync("a.png", Pictures.Png(seed: 1)));

        Assert.NotEqual(Id(own), Id(sent));
        Assert.False(sent.GetProperty("duplicate").GetBoolean());
        Assert.Equal("a.png", Text(sent, "name"));
    }

    [Fact]
    public async Task A_key_for_one_album_sees_and_deletes_what_is_in_it()
    {
        ApiClient bob = await NewUserAsync();
        long other = Id(Uploaded(await bob.UploadAsync("other.png", Pictures.Png(seed: 1))));
        long own = Id(Uploaded(await bob.UploadAsync("own.png", Pictures.Png(seed: 2), ("album", "camera"))));
        ApiClient key = await KeyAsync(bob, "read,delete", "camera");

        Assert.Equal(["own.png"], Names(await key.GetAsync("api/images")));
        Assert.Empty(Names(await key.GetAsync("api/images?album=default")));
        Assert.Equal(["camera"], Names(await key.GetAsync("api/albums")));
        Assert.Equal("image_not_found", (await key.GetAsync($"api/images/{other}")).Code);
        Assert.Equal("image_not_found", (await key.GetAsync($"api/images/archive?ids={other}")).Code);
        Assert.Equal("album_not_found", (await key.GetAsync("api/images/archive?album=default")).Code);
        Assert.Equal("album_not_found", (await key.GetAsync("api/albums/1")).Code);
        Assert.Equal("image_not_found", (await key.DeleteAsync($"api/images/{other}")).Code);
        Assert.Equal($$"""{"removed":[{{own}}],"missing":[{{other}}]}""", (await key.PostAsync("api/images/delete", ("ids", $"{other},{own}"))).Data.GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync($"api/images/{other}")).Status);
    }

    [Fact]
    public async Task A_key_whose_album_is_gone_is_for_nothing()
    {
        ApiClient bob = await NewUserAsync();
        long album = Id((await bob.PostAsync("api/albums", ("name", "camera"))).Data);
        ApiClient key = await KeyAsync(bob, "upload,read", "camera");
        await bob.DeleteAsync($"api/albums/{album}");
        await bob.UploadAsync("a.png", Pictures.Png());

        Assert.Equal("album_not_found", (await key.UploadAsync("b.png", Pictures.Png(seed: 2))).Code);
        Assert.Empty(Names(await key.GetAsync("api/images")));
    }

    [Theory]
    [InlineData("upload,read,delete")]
    [InlineData("upload,read,delete,admin", "", "2999-01-01")]
    public async Task A_restricted_key_makes_no_key_and_sees_none(string scopes, string album = "", string expires = "")
    {
        ApiClient bob = await NewUserAsync();
        Answer made = await bob.PostAsync("api/keys", ("name", "k"), ("scopes", scopes), ("album", album), ("expires_at", expires));
        var key = new ApiClient(Daemon.Address, Text(made.Data, "key"));

        Assert.Equal("insufficient_scope", (await key.PostAsync("api/keys", ("name", "more"), ("scopes", "upload,read,delete,admin"))).Code);
        Assert.Equal("insufficient_scope", (await key.GetAsync("api/keys")).Code);
        Assert.Equal("insufficient_scope", (await key.GetAsync("api/account/key")).Code);
        Assert.Equal("insufficient_scope", (await key.PostAsync("api/account/key")).Code);
        Assert.Equal("insufficient_scope", (await key.DeleteAsync($"api/keys/{Id(made.Data)}")).Code);
        Assert.Equal(2, (await bob.GetAsync("api/keys")).Data.GetArrayLength());
    }

    [Fact]
    public async Task Moving_the_pictures_of_a_deleted_album_takes_more_than_the_scope_delete()
    {
        ApiClient bob = await NewUserAsync();
        await bob.UploadAsync("a.png", Pictures.Png(), ("album", "camera"));
        long album = Id((await bob.GetAsync("api/albums?name=camera")).Data[0]);
        ApiClient key = await KeyAsync(bob, "delete");

        Assert.Equal("insufficient_scope", (await key.DeleteAsync($"api/albums/{album}?images=move")).Code);
        Assert.Equal(HttpStatusCode.OK, (await key.DeleteAsync($"api/albums/{album}?images=delete")).Status);
    }

    [Fact]
    public async Task Nobody_sees_or_revokes_the_keys_of_another()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        long key = Id((await bob.PostAsync("api/keys", ("name", "phone"), ("scopes", "upload"))).Data);

        Assert.Equal("key_not_found", (await eve.DeleteAsync($"api/keys/{key}")).Code);
        Assert.Single((await eve.GetAsync("api/keys")).Data.EnumerateArray());
        Assert.Equal(2, (await bob.GetAsync("api/keys")).Data.GetArrayLength());
    }

    [Theory]
    [InlineData("name", "", "invalid_name")]
    [InlineData("name", "DEFAULT", "invalid_name")]
    [InlineData("scopes", "", "invalid_parameter")]
    [InlineData("scopes", "upload,write", "invalid_parameter")]
    [InlineData("scopes", "1", "invalid_parameter")]
    [InlineData("album", "nowhere", "album_not_found")]
    [InlineData("expires_at", "2020-01-01", "invalid_parameter")]
    [InlineData("expires_at", "tomorrow", "invalid_parameter")]
    public async Task What_makes_no_key_is_refused(string field, string value, string code)
    {
        ApiClient bob = await NewUserAsync();
        var fields = new Dictionary<string, string> { ["name"] = "phone", ["scopes"] = "upload", [field] = value };

        Assert.Equal(code, (await bob.PostAsync("api/keys", [.. fields.Select(pair => (pair.Key, pair.Value))])).Code);
    }

    private async Task<ApiClient> KeyAsync(ApiClient user, string scopes, string album = "")
    {
        Answer made = await user.PostAsync("api/keys", ("name", $"{scopes} {album}"), ("scopes", scopes), ("album", album));
        Assert.True(made.Status == HttpStatusCode.OK, made.Json.GetRawText());
        return new ApiClient(Daemon.Address, Text(made.Data, "key"));
    }
}
