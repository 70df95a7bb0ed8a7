using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class ImageBatchTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task Many_images_are_deleted_at_once_with_their_files()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        long[] ids = await FillAsync(bob, 40);
        long[] kept = ids[..3];

        Answer answer = await bob.JsonAsync(HttpMethod.Post, "api/images/delete", $$"""{"ids": [{{string.Join(",", ids[3..])}}, 999999, {{ids[5]}}]}""");

        Assert.Equal(ids[3..], Ids(answer, "removed"));
        Assert.Equal([999999], Ids(answer, "missing"));
        Assert.Equal(kept, (await bob.GetAsync("api/images?number=100")).Data.EnumerateArray().Select(Id));
        Assert.Equal(3 * kept.Length, Directory.GetFiles(Path.Combine(Daemon.Folder, "data", "images", name), "*.png", SearchOption.AllDirectories).Length);
        Assert.Empty(StagingFolder.Files(Path.Combine(Daemon.Folder, "data", "images")));
    }

    [Fact]
    public async Task Many_images_are_moved_into_an_album_that_is_made_for_them()
    {
        ApiClient bob = await NewUserAsync();
        long[] ids = await FillAsync(bob, 5);

        Answer moved = await bob.PostAsync("api/images/move", ("ids", $"{ids[4]}, {ids[1]},77777777"), ("album", "summer"));
        Answer again = await bob.PostAsync("api/images/move", ("ids", $"{ids[1]},{ids[2]}"), ("album", "SUMMER"));

        Assert.Equal([ids[4], ids[1]], Ids(moved, "moved"));
        Assert.Equal("summer", Text(moved.Data.GetProperty("album"), "name"));
        Assert.Equal([77777777], Ids(moved, "missing"));
        Assert.Equal([ids[1], ids[2]], Ids(again, "moved"));
        Assert.Equal([ids[1], ids[2], ids[4]], (await bob.GetAsync("api/images?album=summer")).Data.EnumerateArray().Select(Id));
        Assert.Equal([2, 3], (await bob.GetAsync("api/albums")).Data.EnumerateArray().Select(a => a.GetProperty("images").GetInt32()));
    }

    [Fact]
    public async Task Anothers_images_are_missing_and_stay()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        long[] ids = await FillAsync(bob, 2);

        Answer removed = await eve.PostAsync("api/images/delete", ("ids", string.Join(',', ids)));
        Answer moved = await eve.PostAsync("api/images/move", ("ids", string.Join(',', ids)), ("album", "mine"));

        Assert.Empty(Ids(removed, "removed"));
        Assert.Equal(ids, Ids(removed, "missing"));
        Assert.Empty(Ids(moved, "moved"));
        Assert.Equal(ids, Ids(moved, "missing"));
        Assert.Equal(ids, (await bob.GetAsync("api/images?album=default")).Data.EnumerateArray().Select(Id));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ids": []}""")]
    [InlineData("""{"ids": [0]}""")]
    [InlineData("""{"ids": [1.5]}""")]
    [InlineData("""{"ids": [-1]}""")]
    [InlineData("""{"ids": ["x"]}""")]
    [InlineData("""{"ids": [[1]]}""")]
    [InlineData("""{"ids": {"a": 1}}""")]
    [InlineData("""{"ids": "1,,2"}""")]
    [InlineData("""{"ids": true}""")]
    public async Task What_are_no_ids_is_refused(string json)
    {
        Answer answer = await (await NewUserAsync()).JsonAsync(HttpMethod.Post, "api/images/delete", json);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Contains("'ids'", answer.Message);
    }

    [Fact]
    public async Task A_thousand_ids_are_taken_and_no_more()
    {
        ApiClient bob = await NewUserAsync();

        Answer most = await bob.PostAsync("api/images/delete", ("ids", string.Join(',', Enumerable.Range(1_000_000, 1_000))));
        Answer more = await bob.PostAsync("api/images/delete", ("ids", string.Join(',', Enumerable.Range(1_000_000, 1_001))));

        Assert.Equal((1_000, "invalid_parameter"), (Ids(most, "missing").Length, more.Code));
    }

    [Fact]
    public async Task A_key_may_stand_in_the_form_and_strangers_are_refused()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        long[] ids = await FillAsync(bob, 1);

        Answer stranger = await Stranger.PostAsync("api/images/delete", ("ids", $"{ids[0]}"));
        Answer form = await Stranger.PostAsync("api/images/delete", ("ids", $"{ids[0]}"), ("token", key));

        Assert.Equal("unauthorized", stranger.Code);
        Assert.Equal(ids, Ids(form, "removed"));
    }

    private static async Task<long[]> FillAsync(ApiClient user, int count)
    {
        Answer answer = await user.UploadAsync([.. Enumerable.Range(0, count).Select(i => ($"{i}.png", Pictures.Png(seed: i)))]);
        return [.. answer.Data.GetProperty("success").EnumerateArray().Select(Id)];
    }

    private static long[] Ids(Answer answer, string name)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
        return [.. answer.Data.GetProperty(name).EnumerateArray().Select(id => id.GetInt64())];
    }
}
