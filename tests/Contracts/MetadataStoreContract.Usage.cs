using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task What_is_stored_is_counted_for_users_and_days()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        DateOnly first = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        Image gone = await AddImageAsync(a, 1);
        await AddImageAsync(a, 2);
        Time.Advance(TimeSpan.FromDays(1));
        await AddImageAsync(a, 3);
        await AddImageAsync(b, 4);
        await Store.Images.RemoveAsync(a.Id, gone.Id);

        for (int i = 0; i < 2; i++)
        {
            StoreUsage all = await Store.Usage.OfAllAsync(first);
            Assert.Equal(new Usage(2, 2_000_005), await Store.Usage.OfUserAsync(a.Id));
            Assert.Equal(default, await Store.Usage.OfUserAsync(b.Id + 1));
            Assert.Equal([(a.Id, new Usage(2, 2_000_005)), (b.Id, new Usage(1, 1_000_004))], all.Users.Select(user => (user.Key, user.Value)).Order());
            Assert.Equal([(first, new Usage(1, 1_000_002)), (first.AddDays(1), new Usage(2, 2_000_007))], all.Days.Select(day => (day.Key, day.Value)).Order());
            Assert.Equal(2, all.Albums);
            Assert.Equal([first.AddDays(1)], (await Store.Usage.OfAllAsync(first.AddDays(1))).Days.Keys);
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task Versions_that_are_kept_are_read_back_counted_and_forgotten()
    {
        User user = await AddUserAsync();
        Image image = await AddImageAsync(user, 1);
        Image once = await ReplaceAsync(image, 20, 'e');
        Image now = await ReplaceAsync(once, 300, 'f');
        Assert.Equal([(1, 20L), (0, image.Bytes)], now.KeptVersions.Select(version => (version.Number, version.Bytes)));

        await ReopenAsync();

        Assert.Equal(now, await Store.Images.FindAsync(user.Id, image.Id));
        Assert.Equal(new Usage(1, image.Bytes + 320), await Store.Usage.OfUserAsync(user.Id));
        Assert.Equal(image.Bytes + 320, (await Store.Usage.OfAllAsync(default)).Days.Values.Single().Bytes);
        Time.Advance(TimeSpan.FromSeconds(1));
        Image forgotten = await Store.Images.ForgetVersionAsync(user.Id, image.Id, 0);
        Assert.Equal(now with { Kept = KeptVersion.After(once with { Kept = null }, Time.GetUtcNow().AddSeconds(-1), 1), UpdatedAt = now.UpdatedAt.AddSeconds(1) }, forgotten);
        await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Images.ForgetVersionAsync(user.Id + 1, image.Id, 1));
        Assert.Equal(new Usage(1, 320), await Store.Usage.OfUserAsync(user.Id));
        Assert.Equal(320, (await Store.Usage.OfAllAsync(default)).Days.Values.Single().Bytes);
        await ReopenAsync();
        Assert.Equal(forgotten, await Store.Images.FindAsync(user.Id, image.Id));
        Assert.Equal(new Usage(1, 320), await Store.Usage.OfUserAsync(user.Id));
        await Store.Images.RemoveAsync(user.Id, image.Id);
        Assert.Equal(default, await Store.Usage.OfUserAsync(user.Id));

        Task<Image> ReplaceAsync(Image old, long bytes, char digit) => Store.Images.ReplaceAsync(
            user.Id, old.Id, new ImageContent(old.Version + 1, "gif", "png", 7, 5, bytes, new string(digit, 64)) { Kept = KeptVersion.After(old, Time.GetUtcNow(), 2) });
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_but_the_one_that_is_named()
    {
        User user = await AddUserAsync();
        foreach (string id in (string[])["first", "own", "third"])
            await Store.Sessions.AddAsync(new Session(id, user.Id, Time.GetUtcNow().AddDays(3)));

        await Store.Sessions.RemoveAllAsync(user.Id, except: "own");
        await ReopenAsync();

        Assert.Null(await Store.Sessions.FindAsync("first"));
        Assert.NotNull(await Store.Sessions.FindAsync("own"));
        Assert.Null(await Store.Sessions.FindAsync("third"));
    }

    [Fact]
    public async Task Images_are_found_and_moved_by_their_ids()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        Image first = await AddImageAsync(a, 1), second = await AddImageAsync(a, 2), other = await AddImageAsync(b, 3);
        Album album = await Store.Albums.AddAsync(a.Id, "cats", "");

        Assert.Equal([second, first], await Store.Images.FindAllAsync(a.Id, [second.Id, other.Id, 99, first.Id]));
        Assert.Equal([other, first], await Store.Images.FindAllAsync(null, [other.Id, 99, first.Id]));
        Time.Advance(TimeSpan.FromSeconds(5));
        IReadOnlyList<Image> moved = await Store.Images.MoveAsync(a.Id, [second.Id, other.Id, first.Id], album.Id);
        Assert.Equal([(second.Id, album.Id), (first.Id, album.Id)], moved.Select(image => (image.Id, image.AlbumId)));
        Assert.Equal(moved, await Store.Images.MoveAsync(a.Id, [second.Id, first.Id], album.Id));
        await ReopenAsync();
        Assert.Equal(moved, await Store.Images.FindAllAsync(a.Id, [second.Id, first.Id]));
        Assert.Equal(2, (await Store.Albums.FindAsync(a.Id, album.Id))!.ImageCount);
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.MoveAsync(b.Id, [other.Id], album.Id));
    }

    [Fact]
    public async Task A_text_is_looked_for_in_names_and_descriptions()
    {
        User user = await AddUserAsync();
        await AddImageAsync(user, 1, image => image with { Name = "Café", Description = "" });
        await AddImageAsync(user, 2, image => image with { Name = "b", Description = "in the CAFÉ" });
        await AddImageAsync(user, 3, image => image with { Name = "c", Description = "café" });
        await AddImageAsync(user, 4, image => image with { Name = "tea", Description = "room" });
        await Store.Albums.AddAsync(user.Id, "cafés", "");
        await Store.Albums.AddAsync(user.Id, "x", "one Café");

        ListQuery query = new() { UserId = user.Id, Text = "café" };
        Assert.Equal(["Café", "b", "c"], (await Store.Images.ListAsync(query)).Items.Select(image => image.Name));
        Assert.Equal(["c"], (await Store.Images.ListAsync(query with { Name = "C", Sort = [new(SortField.Id, true)], Number = 1 })).Items.Select(image => image.Name));
        Assert.Equal(["cafés", "x"], (await Store.Albums.ListAsync(query)).Items.Select(album => album.Name));
    }
}
