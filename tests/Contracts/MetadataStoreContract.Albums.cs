using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task An_album_is_found_by_id_and_by_name_by_its_owner_alone()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        Album album = await Store.Albums.AddAsync(a.Id, "Été", "warm");
        await ReopenAsync();
        Assert.Equal(album, await Store.Albums.FindAsync(a.Id, album.Id));
        Assert.Equal(album, await Store.Albums.FindByNameAsync(a.Id, "éTÉ"));
        Assert.Null(await Store.Albums.FindAsync(b.Id, album.Id));
        Assert.Null(await Store.Albums.FindByNameAsync(b.Id, "Été"));
        Assert.False(album.IsDefault);
        await Store.Albums.AddAsync(b.Id, "Été", "");
    }

    [Fact]
    public async Task An_album_name_is_unique_for_its_user_without_regard_to_case()
    {
        User user = await AddUserAsync();
        Album first = await Store.Albums.AddAsync(user.Id, "Cats", "");
        Album second = await Store.Albums.AddAsync(user.Id, "Dogs", "");
        await RefusedAsync(ErrorCode.AlbumExists, () => Store.Albums.AddAsync(user.Id, "cATS", ""));
        await RefusedAsync(ErrorCode.AlbumExists, () => Store.Albums.UpdateAsync(user.Id, second.Id, new AlbumChange("CATS", null)));
        Album renamed = await Store.Albums.UpdateAsync(user.Id, first.Id, new AlbumChange("CATS", null));
        Assert.Equal("CATS", renamed.Name);
        await Store.Albums.UpdateAsync(user.Id, first.Id, new AlbumChange("Birds", null));
        Assert.NotEqual(first.Id, (await Store.Albums.AddAsync(user.Id, "Cats", "")).Id);
    }

    [Fact]
    public async Task Many_who_ask_for_one_album_at_once_get_the_same()
    {
        User user = await AddUserAsync();
        Album[] albums = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Task.Run(() => Store.Albums.GetOrAddAsync(user.Id, i % 2 == 0 ? "Trip" : "trip"))));
        Assert.Single(albums.Select(album => album.Id).Distinct());
        Assert.Equal(2, (await Store.Albums.ListAsync(new ListQuery { UserId = user.Id })).Total);
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "soft");
        Time.Advance(TimeSpan.FromSeconds(5));
        Album changed = await Store.Albums.UpdateAsync(user.Id, album.Id, new AlbumChange(null, "loud"));
        Assert.Equal("Cats", changed.Name);
        Assert.Equal("loud", changed.Description);
        Assert.Equal(album.CreatedAt, changed.CreatedAt);
        Assert.Equal(TimeSpan.FromSeconds(5), changed.UpdatedAt - album.UpdatedAt);
        await ReopenAsync();
        Assert.Equal(changed, await Store.Albums.FindAsync(user.Id, album.Id));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Albums.UpdateAsync(user.Id + 1, album.Id, new AlbumChange("x", null)));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Albums.UpdateAsync(user.Id, album.Id + 1, new AlbumChange("x", null)));
    }

    [Fact]
    public async Task Only_an_empty_album_that_is_not_the_default_can_be_removed()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "");
        Image image = await AddImageAsync(user, 1, image => image with { AlbumId = album.Id });
        await RefusedAsync(ErrorCode.AlbumNotEmpty, () => Store.Albums.RemoveAsync(user.Id, album.Id));
        await RefusedAsync(ErrorCode.DefaultAlbum, () => Store.Albums.RemoveAsync(user.Id, user.DefaultAlbumId));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Albums.RemoveAsync(user.Id + 1, album.Id));
        await Store.Images.RemoveAsync(user.Id, image.Id);
        Assert.Equal(album, await Store.Albums.RemoveAsync(user.Id, album.Id));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Albums.RemoveAsync(user.Id, album.Id));
        await ReopenAsync();
        Assert.Null(await Store.Albums.FindAsync(user.Id, album.Id));
        Assert.NotEqual(album.Id, (await Store.Albums.AddAsync(user.Id, "Cats", "")).Id);
    }

    [Fact]
    public async Task An_image_that_is_in_another_album_than_is_meant_is_not_removed()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "");
        Image image = await AddImageAsync(user, 1, image => image with { AlbumId = album.Id });

        Assert.Null(await Store.Images.RemoveAsync(user.Id, image.Id, user.DefaultAlbumId));
        await ReopenAsync();
        Assert.Equal(image, await Store.Images.FindAsync(user.Id, image.Id));
        Assert.Equal(image, await Store.Images.RemoveAsync(user.Id, image.Id, album.Id));
    }

    [Fact]
    public async Task An_album_counts_its_images()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "");
        List<Image> images = [];
        for (int i = 0; i < 5; i++)
            images.Add(await AddImageAsync(user, i, image => image with { AlbumId = album.Id }));
        await Store.Images.RemoveAsync(user.Id, images[0].Id);
        await Store.Images.UpdateAsync(user.Id, images[1].Id, new ImageChange(null, null, user.DefaultAlbumId));
        Assert.Equal(3, (await Store.Albums.FindAsync(user.Id, album.Id))!.ImageCount);
        await ReopenAsync();
        Assert.Equal(3, (await Store.Albums.FindByNameAsync(user.Id, "cats"))!.ImageCount);
        Assert.Equal([1, 3], (await Store.Albums.ListAsync(new ListQuery { UserId = user.Id })).Items.Select(found => (int)found.ImageCount));
    }

    [Fact]
    public async Task The_newest_image_stands_for_an_album_that_has_no_cover()
    {
        User user = await AddUserAsync();
        Assert.Equal((null, null), await CoverAsync(user));
        Image first = await AddImageAsync(user, 1);
        Time.Advance(TimeSpan.FromSeconds(1));
        Image second = await AddImageAsync(user, 2);
        Assert.Equal((null, second.Id), await CoverAsync(user));

        CoverChoice choice = new(first.Id);
        Album chosen = await Store.Albums.UpdateAsync(user.Id, user.DefaultAlbumId, new AlbumChange(null, null) { Cover = choice });
        Assert.Equal((first.Id, first.Id), (chosen.CoverId, chosen.ShownId));
        await ReopenAsync();
        Assert.Equal((first.Id, first.Id), await CoverAsync(user));
        Assert.Equal(user.DefaultAlbumId, (await Store.Albums.FindByCoverAsync(user.Id, first.Id))!.Id);
        Assert.Null(await Store.Albums.FindByCoverAsync(user.Id, second.Id));

        await Store.Albums.UpdateAsync(user.Id, user.DefaultAlbumId, new AlbumChange(null, null) { Cover = new CoverChoice(null) });
        Assert.Equal((null, second.Id), await CoverAsync(user));
    }

    [Fact]
    public async Task A_cover_that_leaves_its_album_is_none_any_more_even_when_it_comes_back()
    {
        User user = await AddUserAsync();
        Album other = await Store.Albums.AddAsync(user.Id, "other", "");
        Image image = await AddImageAsync(user, 1), second = await AddImageAsync(user, 2);
        long album = user.DefaultAlbumId;
        AlbumChange choose = new(null, null) { Cover = new CoverChoice(image.Id) };
        Func<Task>[] ways =
        [
            () => Store.Images.UpdateAsync(user.Id, image.Id, new ImageChange(null, null, other.Id)),
            () => Store.Images.MoveAsync(user.Id, [image.Id, second.Id], other.Id),
            () => Store.Images.MoveAsync(user.Id, album, other.Id, 10),
        ];
        foreach (Func<Task> leave in ways)
        {
            await Store.Albums.UpdateAsync(user.Id, album, choose);
            await leave();
            await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Albums.UpdateAsync(user.Id, album, choose));
            await Store.Images.MoveAsync(user.Id, other.Id, album, 10);
            await ReopenAsync();
            Assert.Null((await CoverAsync(user)).Cover);
        }

        await Store.Albums.UpdateAsync(user.Id, album, choose);
        await Store.Images.UpdateAsync(user.Id, image.Id, new ImageChange("still here", null, album));
        Assert.Equal((image.Id, image.Id), await CoverAsync(user));
        await Store.Images.RemoveAsync(user.Id, image.Id);
        Assert.Equal((null, second.Id), await CoverAsync(user));
    }

    private async Task<(long? Cover, long? Shown)> CoverAsync(User user)
    {
        Album album = (await Store.Albums.FindAsync(user.Id, user.DefaultAlbumId))!;
        return (album.CoverId, album.ShownId);
    }

    [Fact]
    public async Task Albums_are_listed_by_page_filter_and_order()
    {
        User user = await AddUserAsync();
        User other = await AddUserAsync("other");
        await Store.Albums.AddAsync(other.Id, "not mine", "");
        foreach (string name in new[] { "b1", "A1", "b2", "a2" })
        {
            Time.Advance(TimeSpan.FromHours(1));
            await Store.Albums.AddAsync(user.Id, name, name[0] == 'b' ? "Same Text" : "");
        }

        ListQuery all = new() { UserId = user.Id };
        Assert.Equal(["default", "b1", "A1", "b2", "a2"], await AlbumNamesAsync(all));
        Assert.Equal(["a2", "b2", "A1", "b1", "default"], await AlbumNamesAsync(all with { Sort = [new(SortField.Id, true)] }));
        Assert.Equal(["A1", "a2", "b1", "b2", "default"], await AlbumNamesAsync(all with { Sort = [new(SortField.Name, false)] }));
        Assert.Equal(["b2", "b1", "a2", "A1", "default"], await AlbumNamesAsync(all with { Sort = [new(SortField.Description, true)] }));
        Assert.Equal(
            ["b1", "b2", "default", "A1", "a2"],
            (await AlbumNamesAsync(all with { Sort = [new(SortField.Description, true), new(SortField.CreatedAt, false)] })));
        Assert.Equal(["b1", "b2"], await AlbumNamesAsync(all with { Name = "B" }));
        Assert.Equal(["b1", "b2"], await AlbumNamesAsync(all with { Description = "sAME t" }));
        Page<Album> page = await Store.Albums.ListAsync(all with { Page = 2, Number = 2 });
        Assert.Equal(["A1", "b2"], page.Items.Select(album => album.Name));
        Assert.Equal(5, page.Total);
        Page<Album> past = await Store.Albums.ListAsync(all with { Page = int.MaxValue, Number = 100 });
        Assert.Empty(past.Items);
        Assert.Equal(5, past.Total);
        DateTimeOffset third = (await Store.Albums.FindByNameAsync(user.Id, "b2"))!.CreatedAt;
        Assert.Equal(["b2", "a2"], await AlbumNamesAsync(all with { From = third }));
        Assert.Equal(["default", "b1", "A1"], await AlbumNamesAsync(all with { Until = third }));
        Assert.Empty(await AlbumNamesAsync(new ListQuery { UserId = user.Id + 99 }));
    }

    private async Task<string[]> AlbumNamesAsync(ListQuery query)
    {
        Page<Album> page = await Store.Albums.ListAsync(query);
        Assert.Equal(page.Items.Count, page.Total);
        return [.. page.Items.Select(album => album.Name)];
    }
}
