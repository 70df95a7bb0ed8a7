using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class UploadTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task An_image_says_all_about_itself()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        byte[] bytes = Pictures.Png(1000, 500);

        Answer answer = await bob.UploadAsync("小猫 [1].png", bytes, ("description", "my <cat>"));

        JsonElement image = Uploaded(answer);
        Assert.Equal("小猫 [1].png", Text(image, "name"));
        Assert.Equal("小猫 [1].png", Text(image, "original_filename"));
        Assert.Equal("my <cat>", Text(image, "description"));
        Assert.Equal("png", Text(image, "format"));
        Assert.Equal((1000, 500), (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        Assert.Equal(bytes.Length, image.GetProperty("bytes").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Text(image, "sha256"));
        Assert.False(image.GetProperty("duplicate").GetBoolean());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(image, "created_at"));
        Assert.Matches($@"^{name}/photo/\d{{4}}/\d\d/\d{{13}}-[a-z2-7]{{20}}\.png$", Text(image, "path"));
        string url = Text(image, "url");
        Assert.Equal($"{Daemon.Address}images/{Text(image, "path")}", url);
        JsonElement links = image.GetProperty("links");
        Assert.Equal(url, Text(links, "url"));
        Assert.Equal($@"![小猫 \[1\].png]({url})", Text(links, "markdown"));
        Assert.Equal($"""<img src="{url}" alt="小猫 [1].png">""", Text(links, "html"));
        Assert.Equal($"[img]{url}[/img]", Text(links, "bbcode"));
        Assert.Equal(url, Text(answer.Json, "url"));
        Assert.Equal(url, Text(answer.Data, "url"));
        // Chinese stays readable in the bytes.
        Assert.Contains("小猫", await answer.Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Thumbnail_and_show_picture_are_there_with_the_answer()
    {
        ApiClient bob = await NewUserAsync();

        JsonElement image = Uploaded(await bob.UploadAsync("a.jpg", Pictures.Jpeg(2000, 1000)));

        Assert.Equal((300, 150), Pictures.SizeOf(await Stranger.Http.GetByteArrayAsync(Text(image, "thumb_url"), TestContext.Current.CancellationToken)));
        Assert.Equal((810, 405), Pictures.SizeOf(await Stranger.Http.GetByteArrayAsync(Text(image, "show_url"), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_small_picture_is_not_enlarged()
    {
        ApiClient bob = await NewUserAsync();

        JsonElement image = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(20, 10)));

        Assert.Equal((20, 10), Pictures.SizeOf(await Stranger.Http.GetByteArrayAsync(Text(image, "show_url"), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_bad_file_does_not_spoil_the_good_ones()
    {
        ApiClient bob = await NewUserAsync();

        Answer answer = await bob.UploadAsync([("a.png", Pictures.Png(seed: 1)), ("b.png", "no picture"u8.ToArray()), ("c.jpg", Pictures.Jpeg(seed: 3))]);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["a.png", "c.jpg"], answer.Data.GetProperty("success").EnumerateArray().Select(i => Text(i, "name")));
        JsonElement failed = Assert.Single(answer.Data.GetProperty("fail").EnumerateArray());
        Assert.Equal(("b.png", "unsupported_format"), (Text(failed, "filename"), Text(failed, "code")));
        Assert.NotEmpty(Text(failed, "message"));
    }

    [Fact]
    public async Task When_all_fail_the_status_is_that_of_the_first()
    {
        ApiClient bob = await NewUserAsync();

        Answer answer = await bob.UploadAsync([("a.png", []), ("b.png", "no picture"u8.ToArray())]);

        Assert.Equal((HttpStatusCode.BadRequest, "empty_file"), (answer.Status, answer.Code));
        Assert.Equal(2, answer.Data.GetProperty("fail").GetArrayLength());
    }

    [Fact]
    public async Task The_same_bytes_are_stored_once_for_each_user()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        byte[] bytes = Pictures.Png(seed: 77);

        JsonElement first = Uploaded(await bob.UploadAsync("a.png", bytes));
        JsonElement again = Uploaded(await bob.UploadAsync("b.png", bytes, ("album", "other")));
        JsonElement hers = Uploaded(await eve.UploadAsync("a.png", bytes));

        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal((Id(first), "a.png", Text(first, "url")), (Id(again), Text(again, "name"), Text(again, "url")));
        Assert.False(hers.GetProperty("duplicate").GetBoolean());
        Assert.NotEqual(Text(first, "url"), Text(hers, "url"));
    }

    [Fact]
    public async Task Twenty_uploads_of_the_same_bytes_at_once_make_one_image()
    {
        ApiClient bob = await NewUserAsync();
        byte[] bytes = Pictures.Png(seed: 78);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bob.UploadAsync("a.png", bytes)));

        Assert.Single(answers.Select(a => Id(Uploaded(a))).Distinct());
        Assert.Single(answers, a => !Uploaded(a).GetProperty("duplicate").GetBoolean());
        Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task The_album_is_chosen_by_id_or_by_name_and_made_when_missing()
    {
        ApiClient bob = await NewUserAsync();
        long trips = Id((await bob.PostAsync("api/albums", ("name", "trips"))).Data);

        JsonElement byId = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1), ("album", $"{trips}")));
        JsonElement byName = Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "Trips")));
        JsonElement made = Uploaded(await bob.UploadAsync("c.png", Pictures.Png(seed: 3), ("album", "新相册")));

        Assert.Equal((trips, trips), (Id(byId.GetProperty("album")), Id(byName.GetProperty("album"))));
        Assert.Equal("新相册", Text(made.GetProperty("album"), "name"));
    }

    [Fact]
    public async Task An_album_is_made_for_the_first_picture_that_needs_it()
    {
        ApiClient bob = await NewUserAsync();
        byte[] bytes = Pictures.Png(seed: 1);
        await bob.UploadAsync("a.png", bytes);

        Answer refused = await bob.UploadAsync("b.png", "no picture"u8.ToArray(), ("album", "left behind"));
        Answer duplicate = await bob.UploadAsync("c.png", bytes, ("album", "not needed"));
        Answer badName = await bob.UploadAsync([("d.png", Pictures.Png(seed: 2)), ("e.png", [])], ("album", "a\nb"));
        Answer mixed = await bob.UploadAsync([("f.png", []), ("g.png", Pictures.Png(seed: 3))], ("album", "made"));

        Assert.Equal(("unsupported_format", "invalid_name"), (refused.Code, badName.Code));
        Assert.Equal("default", Text(Uploaded(duplicate).GetProperty("album"), "name"));
        Assert.Equal("made", Text(mixed.Data.GetProperty("success")[0].GetProperty("album"), "name"));
        Assert.Equal(["default", "made"], Names(await bob.GetAsync("api/albums")));
    }

    [Fact]
    public async Task A_stranger_who_sends_no_form_is_told_to_bring_a_key()
    {
        Answer answer = await Stranger.JsonAsync(HttpMethod.Post, "api/images", "{}");

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("images[]")]
    [InlineData("image")]
    [InlineData("file")]
    [InlineData("files")]
    [InlineData("source")]
    [InlineData("whatever")]
    public async Task Other_clients_field_names_are_taken(string field)
    {
        ApiClient bob = await NewUserAsync();
        var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png()), field, "a.png" } };

        Uploaded(await bob.SendAsync(HttpMethod.Post, "api/images", form));
    }

    [Fact]
    public async Task The_extension_is_that_of_the_bytes()
    {
        ApiClient bob = await NewUserAsync();

        JsonElement image = Uploaded(await bob.UploadAsync("really.png", Pictures.Jpeg()));

        Assert.EndsWith(".jpg", Text(image, "url"));
        Assert.Equal("image/jpeg", (await Stranger.Http.GetAsync(Text(image, "url"), TestContext.Current.CancellationToken)).Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Deleting_an_image_removes_every_file_of_it()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(2000, 1000)));
        await Stranger.Http.GetByteArrayAsync($"{Text(image, "url")}?width=123", TestContext.Current.CancellationToken);

        Answer deleted = await bob.DeleteAsync($"api/images/{Id(image)}");

        Assert.Equal(Id(image), Id(deleted.Data));
        Assert.Equal("image_not_found", (await bob.GetAsync($"api/images/{Id(image)}")).Code);
        foreach (string link in (string[])["url", "thumb_url", "show_url"])
            Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(Text(image, link), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync($"{Text(image, "url")}?width=123", TestContext.Current.CancellationToken)).StatusCode);
        string stem = Path.GetFileNameWithoutExtension(Text(image, "path"));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Daemon.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }),
            path => path.Contains(stem) || path.Contains($"{name}/photo") && File.Exists(path));
    }

    [Fact]
    public async Task An_image_is_renamed_described_and_moved()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", Pictures.Png()));

        JsonElement changed = (await bob.PutAsync($"api/images/{Id(image)}", ("name", "b"), ("description", "d"), ("album", "moved"))).Data;

        Assert.Equal(("b", "d", "moved"), (Text(changed, "name"), Text(changed, "description"), Text(changed.GetProperty("album"), "name")));
        Assert.Equal(Text(image, "url"), Text(changed, "url"));
        Assert.Equal(("b", "a.png"), (Text((await bob.GetAsync($"api/images/{Id(image)}")).Data, "name"), Text(changed, "original_filename")));
    }

    [Fact]
    public async Task Another_users_image_is_not_there()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        long id = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png())));

        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync($"api/images/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.PutAsync($"api/images/{id}", ("name", "mine"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.DeleteAsync($"api/images/{id}")).Status);
        Assert.Empty((await eve.GetAsync("api/images")).Data.EnumerateArray());
    }
}
