using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class AlbumTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_new_user_has_the_default_album()
    {
        ApiClient bob = await NewUserAsync();

        JsonElement album = Assert.Single((await bob.GetAsync("api/albums")).Data.EnumerateArray());

        Assert.Equal("default", Text(album, "name"));
        Assert.True(album.GetProperty("is_default").GetBoolean());
    }

    [Fact]
    public async Task An_album_is_made_read_changed_and_deleted()
    {
        ApiClient bob = await NewUserAsync();

        JsonElement made = (await bob.PostAsync("api/albums", ("name", "旅行"), ("description", "2026"))).Data;
        JsonElement read = (await bob.GetAsync($"api/albums/{Id(made)}")).Data;
        JsonElement changed = (await bob.JsonAsync(HttpMethod.Put, $"api/albums/{Id(made)}", """{"description": "summer"}""")).Data;
        Answer deleted = await bob.DeleteAsync($"api/albums/{Id(made)}");

        Assert.Equal("旅行", Text(read, "name"));
        Assert.Equal(("旅行", "summer"), (Text(changed, "name"), Text(changed, "description")));
        Assert.Equal(HttpStatusCode.OK, deleted.Status);
        Assert.Equal("album_not_found", (await bob.GetAsync($"api/albums/{Id(made)}")).Code);
    }

    [Fact]
    public async Task Changing_an_album_does_not_delete_it_as_the_original_did()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement made = (await bob.PostAsync("api/albums", ("name", "a"))).Data;

        await bob.PutAsync($"api/albums/{Id(made)}", ("name", "b"));

        Assert.Equal("b", Text((await bob.GetAsync($"api/albums/{Id(made)}")).Data, "name"));
    }

    [Fact]
    public async Task A_cover_is_chosen_and_taken_back()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        JsonElement first = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1)));
        JsonElement newest = Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 2)));
        JsonElement foreign = Uploaded(await eve.UploadAsync("c.png", Pictures.Png(seed: 3)));
        string album = $"api/albums/{Id(first.GetProperty("album"))}";

        Assert.Equal((null, Text(newest, "thumb_url")), Cover(await bob.GetAsync(album)));
        Assert.Equal((Id(first), Text(first, "thumb_url")), Cover(await bob.PutAsync(album, ("cover", $"{Id(first)}"))));
        Assert.Equal((Id(first), Text(first, "thumb_url")), Cover(await bob.PutAsync(album, ("description", "x"))));
        Assert.Equal((null, Text(newest, "thumb_url")), Cover(await bob.PutAsync(album, ("cover", ""))));
        await bob.JsonAsync(HttpMethod.Put, album, $$"""{"cover": {{Id(first)}}}""");
        Assert.Equal((null, Text(newest, "thumb_url")), Cover(await bob.JsonAsync(HttpMethod.Put, album, """{"cover": null}""")));
        foreach (string wrong in (string[])[$"{Id(foreign)}", "999999", "0", "cat"])
            Assert.Equal("image_not_found", (await bob.PutAsync(album, ("cover", wrong))).Code);

        static (long? Id, string? Url) Cover(Answer answer) => (
            answer.Data.GetProperty("cover") is { ValueKind: JsonValueKind.Number } id ? id.GetInt64() : null, answer.Data.GetProperty("cover_url").GetString());
    }

    [Theory]
    [InlineData("", "missing", "invalid_parameter")]
    [InlineData("name", "", "invalid_name")]
    [InlineData("name", "default", "album_exists")]
    [InlineData("name", "a\nb", "invalid_name")]
    public async Task A_bad_name_is_refused(string field, string value, string code)
    {
        ApiClient bob = await NewUserAsync();

        Answer answer = field.Length == 0 ? await bob.PostAsync("api/albums") : await bob.PostAsync("api/albums", (field, value));

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task An_album_with_images_is_deleted_only_with_a_word_on_them()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement kept = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1), ("album", "kept")));
        JsonElement gone = Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "gone")));
        long keptAlbum = Id(kept.GetProperty("album")), goneAlbum = Id(gone.GetProperty("album"));

        Answer refused = await bob.DeleteAsync($"api/albums/{keptAlbum}");
        Answer wrong = await bob.DeleteAsync($"api/albums/{keptAlbum}?images=burn");
        await bob.DeleteAsync($"api/albums/{keptAlbum}?images=move");
        await bob.DeleteAsync($"api/albums/{goneAlbum}?images=delete");

        Assert.Equal((HttpStatusCode.Conflict, "album_not_empty"), (refused.Status, refused.Code));
        Assert.Equal("invalid_parameter", wrong.Code);
        JsonElement left = Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Equal((Id(kept), "default"), (Id(left), Text(left.GetProperty("album"), "name")));
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(Text(gone, "url"))).StatusCode);
    }

    [Fact]
    public async Task An_id_that_is_none_makes_no_album()
    {
        ApiClient bob = await NewUserAsync();
        long image = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 71)))), album = Id((await bob.PostAsync("api/albums", ("name", "trips"))).Data);
        await bob.DeleteAsync($"api/albums/{album}");

        Answer[] refused =
        [
            await bob.UploadAsync("b.png", Pictures.Png(seed: 72), ("album_id", $"{album}")),
            await bob.PostAsync("api/images/move", ("ids", $"{image}"), ("album_id", $"{album}")),
            await bob.PutAsync($"api/images/{image}", ("album_id", $"{album}")),
            await bob.PostAsync("api/policies", ("album_id", $"{album}")),
        ];

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.NotFound, "album_not_found"), (answer.Status, answer.Code)));
        Assert.Single((await bob.GetAsync("api/albums")).Data.EnumerateArray());
        long other = Id((await bob.PostAsync("api/albums", ("name", "other"))).Data);
        await bob.PostAsync("api/images/move", ("ids", $"{image}"), ("album_id", $"{other}"));
        Assert.Equal(["a.png"], Names(await bob.GetAsync("api/images?album=other")));
    }

    [Fact]
    public async Task The_default_album_stays()
    {
        ApiClient bob = await NewUserAsync();
        long id = Id((await bob.GetAsync("api/albums")).Data[0]);

        Assert.Equal((HttpStatusCode.Conflict, "default_album"), ((await bob.DeleteAsync($"api/albums/{id}")).Status, (await bob.DeleteAsync($"api/albums/{id}?images=delete")).Code));
    }

    [Fact]
    public async Task Another_users_album_is_not_there()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        long id = Id((await bob.PostAsync("api/albums", ("name", "secret"))).Data);

        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync($"api/albums/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.PutAsync($"api/albums/{id}", ("name", "mine"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.DeleteAsync($"api/albums/{id}")).Status);
        Assert.Equal("secret", Text((await bob.GetAsync($"api/albums/{id}")).Data, "name"));
    }
}
