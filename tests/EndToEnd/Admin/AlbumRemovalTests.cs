using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Admin;

/// <summary>Administrators delete anybody's albums, many in one request.</summary>
public sealed class AlbumRemovalTests : AdminTest
{
    [Fact]
    public async Task Albums_of_several_users_go_and_their_images_move_to_each_users_default_album()
    {
        (_, ApiClient bob) = await AddUserAsync("bob");
        (_, ApiClient ann) = await AddUserAsync("ann");
        long trips = await AlbumAsync(bob, "trips"), cats = await AlbumAsync(ann, "cats"), empty = await AlbumAsync(ann, "empty");
        await bob.UploadAsync("a.png", Pictures.Png(seed: 1), ("album", "trips"));
        await ann.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "cats"));

        Answer answer = Ok(await Admin.JsonAsync(HttpMethod.Post, "api/admin/albums/delete", $$"""{"ids": [{{trips}}, 999, {{cats}}, {{empty}}], "images": "move"}"""));

        Assert.Equal([trips, cats, empty], Ids(answer, "removed"));
        Assert.Equal([999], Ids(answer, "missing"));
        Assert.Empty(answer.Data.GetProperty("fail").EnumerateArray());
        Assert.Equal(["a.png"], await NamesAsync(bob, "api/images?album=default"));
        Assert.Equal(["b.png"], await NamesAsync(ann, "api/images?album=default"));
        Assert.Equal(["default"], await NamesAsync(ann, "api/albums"));
        Assert.Equal("sound", await CheckAsync());
    }

    [Fact]
    public async Task Images_are_deleted_with_their_album_when_that_is_asked_for()
    {
        (_, ApiClient bob) = await AddUserAsync("bob");
        long trips = await AlbumAsync(bob, "trips");
        JsonElement image = (await bob.UploadAsync("a.png", Pictures.Png(seed: 1), ("album", "trips"))).Data.GetProperty("success")[0];

        Ok(await Admin.PostAsync("api/admin/albums/delete", ("ids", $"{trips}"), ("images", "delete")));

        Assert.Empty(await NamesAsync(bob, "api/images"));
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(new Uri(Text(image, "url")), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task What_can_not_go_is_told_and_keeps_none_of_the_others()
    {
        (_, ApiClient bob) = await AddUserAsync("bob");
        long trips = await AlbumAsync(bob, "trips"), secret = await AlbumAsync(bob, "secret", ("private", "true")), empty = await AlbumAsync(bob, "empty");
        long first = Number((await bob.GetAsync("api/albums?name=default")).Data[0], "id");
        await bob.UploadAsync("a.png", Pictures.Png(seed: 1), ("album", "trips"));
        await bob.UploadAsync("b.png", Pictures.Png(seed: 2), ("album", "secret"));

        Answer unsaid = Ok(await Admin.PostAsync("api/admin/albums/delete", ("ids", $"{first},{trips},{empty}")));
        Answer moved = Ok(await Admin.PostAsync("api/admin/albums/delete", ("ids", $"{secret},{trips}"), ("images", "move")));

        Assert.Equal([empty], Ids(unsaid, "removed"));
        Assert.Equal([$"{first} default_album", $"{trips} album_not_empty"], Refusals(unsaid));
        Assert.Equal([trips], Ids(moved, "removed"));
        Assert.Equal([$"{secret} album_private"], Refusals(moved));
    }

    [Theory]
    [InlineData("", "", "ids")]
    [InlineData("1,x", "", "ids")]
    [InlineData("1", "keep", "images")]
    public async Task A_wrong_value_names_its_parameter(string ids, string images, string parameter)
    {
        (string, string)[] fields = images.Length > 0 ? [("ids", ids), ("images", images)] : [("ids", ids)];

        Answer answer = await Admin.PostAsync("api/admin/albums/delete", fields);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Contains($"'{parameter}'", answer.Message, StringComparison.Ordinal);
        Answer tooMany = await Admin.PostAsync("api/admin/albums/delete", ("ids", string.Join(',', Enumerable.Range(1, 101))));
        Assert.Equal("invalid_parameter", tooMany.Code);
    }

    private static async Task<long> AlbumAsync(ApiClient user, string name, params (string, string)[] more) =>
        Number(Ok(await user.PostAsync("api/albums", [("name", name), .. more])).Data, "id");

    private static async Task<string[]> NamesAsync(ApiClient user, string list) =>
        [.. Ok(await user.GetAsync(list)).Data.EnumerateArray().Select(thing => Text(thing, "name"))];

    private static long[] Ids(Answer answer, string name) => [.. answer.Data.GetProperty(name).EnumerateArray().Select(id => id.GetInt64())];

    private static string[] Refusals(Answer answer) =>
        [.. answer.Data.GetProperty("fail").EnumerateArray().Select(one => $"{Number(one, "id")} {Text(one, "code")}")];
}
