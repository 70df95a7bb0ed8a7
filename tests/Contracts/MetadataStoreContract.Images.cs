using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task An_image_comes_back_as_it_was_put_in()
    {
        User user = await AddUserAsync();
        Image wanted = NewImage(user, 1) with
        {
            Name = "Grüße 图片 🍁 \u0001\"'\\.png",
            Description = new string('x', 10_000) + "é",
            OriginalFilename = "",
            Bytes = long.MaxValue,
            Width = int.MaxValue,
        };
        (Image image, bool added) = await Store.Images.AddAsync(wanted);
        Assert.True(added);
        Assert.True(image.Id > 0);
        Assert.Equal(wanted.CreatedAt.ToUnixTimeMilliseconds(), image.CreatedAt.ToUnixTimeMilliseconds());
        Assert.Equal(wanted with { Id = image.Id, CreatedAt = image.CreatedAt, UpdatedAt = image.UpdatedAt }, image);
        await ReopenAsync();
        Assert.Equal(image, await Store.Images.FindAsync(user.Id, image.Id));
        Assert.Equal(image, await Store.Images.FindBySha256Async(user.Id, image.Sha256));
        Assert.Equal(image, await Store.Images.FindByStemAsync(image.Stem));
        Assert.Equal([image], (await Store.Images.ListAsync(new ListQuery { UserId = user.Id })).Items);
        Assert.Null(await Store.Images.FindAsync(user.Id + 1, image.Id));
        Assert.Null(await Store.Images.FindBySha256Async(user.Id + 1, image.Sha256));
        Assert.Null(await Store.Images.FindByStemAsync("2026/11/none"));
    }

    [Fact]
    public async Task The_same_bytes_are_added_once_for_each_user()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        Image first = await AddImageAsync(a, 1);
        (Image same, bool added) = await Store.Images.AddAsync(NewImage(a, 2) with { Sha256 = first.Sha256 });
        Assert.False(added);
        Assert.Equal(first, same);
        (_, added) = await Store.Images.AddAsync(NewImage(b, 3) with { Sha256 = first.Sha256 });
        Assert.True(added);
        await ReopenAsync();
        (same, added) = await Store.Images.AddAsync(NewImage(a, 4) with { Sha256 = first.Sha256 });
        Assert.False(added);
        Assert.Equal(first, same);
        await Store.Images.RemoveAsync(a.Id, first.Id);
        (_, added) = await Store.Images.AddAsync(NewImage(a, 5) with { Sha256 = first.Sha256 });
        Assert.True(added);
    }

    [Fact]
    public async Task Of_many_who_add_the_same_bytes_at_once_one_adds_them()
    {
        User user = await AddUserAsync();
        (Image Image, bool Added)[] results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            Task.Run(() => Store.Images.AddAsync(NewImage(user, i) with { Sha256 = Digest(user, i % 4) }))));
        Assert.Equal(4, results.Count(result => result.Added));
        Assert.Equal(4, results.Select(result => result.Image.Id).Distinct().Count());
        Assert.Equal(4, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id })).Total);
        Assert.All(results.GroupBy(result => result.Image.Sha256), same => Assert.Single(same, result => result.Added));
    }

    [Fact]
    public async Task An_image_needs_an_album_of_its_user()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.AddAsync(NewImage(a, 1, b.DefaultAlbumId)));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.AddAsync(NewImage(a, 1, 999)));
        Image image = await AddImageAsync(a, 1);
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.UpdateAsync(a.Id, image.Id, new ImageChange("x", null, b.DefaultAlbumId)));
        Assert.Equal(image, await Store.Images.FindAsync(a.Id, image.Id));
    }

    [Fact]
    public async Task A_refusal_does_not_spoil_what_is_written_beside_it()
    {
        User user = await AddUserAsync();
        Task<(Image, bool)>[] adds = [.. Enumerable.Range(0, 120).Select(i =>
            Task.Run(() => Store.Images.AddAsync(NewImage(user, i, i % 3 == 0 ? 999 : null))))];
        await SettleAsync(adds);
        Assert.Equal(80, adds.Count(add => add.IsCompletedSuccessfully));
        await ReopenAsync();
        Assert.Equal(80, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id })).Total);
    }

    [Fact]
    public async Task A_change_of_an_image_leaves_what_it_does_not_name()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "");
        Image image = await AddImageAsync(user, 1);
        Time.Advance(TimeSpan.FromSeconds(1));
        Image changed = await Store.Images.UpdateAsync(user.Id, image.Id, new ImageChange(null, "a cat", album.Id));
        Assert.Equal(image with { Description = "a cat", AlbumId = album.Id, UpdatedAt = image.UpdatedAt.AddSeconds(1) }, changed);
        changed = await Store.Images.UpdateAsync(user.Id, image.Id, new ImageChange("Tom", null, null));
        Assert.Equal(("Tom", "a cat", album.Id), (changed.Name, changed.Description, changed.AlbumId));
        await ReopenAsync();
        Assert.Equal(changed, await Store.Images.FindAsync(user.Id, image.Id));
        await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Images.UpdateAsync(user.Id + 1, image.Id, new ImageChange("x", null, null)));
        await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Images.UpdateAsync(user.Id, image.Id + 1, new ImageChange("x", null, null)));
    }

    [Fact]
    public async Task Other_bytes_keep_id_stem_and_words()
    {
        User user = await AddUserAsync();
        Image image = await AddImageAsync(user, 1), other = await AddImageAsync(user, 2);
        Time.Advance(TimeSpan.FromSeconds(1));
        var content = new ImageContent(1, "gif", "png", 7, 5, 1234, new string('e', 64));

        Image now = await Store.Images.ReplaceAsync(user.Id, image.Id, content);

        Assert.Equal(image.With(content, image.UpdatedAt.AddSeconds(1)), now);
        Assert.Equal((image.Id, image.Stem, image.Name, 1), (now.Id, now.Stem, now.Name, now.Version));
        await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Images.ReplaceAsync(user.Id, image.Id, content));
        await RefusedAsync(ErrorCode.ImageNotFound, () => Store.Images.ReplaceAsync(user.Id + 1, image.Id, content with { Version = 2 }));
        await RefusedAsync(ErrorCode.ImageExists, () => Store.Images.ReplaceAsync(user.Id, image.Id, content with { Version = 2, Sha256 = other.Sha256 }));
        await ReopenAsync();
        Assert.Equal(now, await Store.Images.FindAsync(user.Id, image.Id));
        Assert.Equal(now, await Store.Images.FindByStemAsync(image.Stem));
        Assert.Equal(now, await Store.Images.FindBySha256Async(user.Id, content.Sha256));
        Assert.Null(await Store.Images.FindBySha256Async(user.Id, image.Sha256));
        Assert.Equal(2, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id })).Total);
        // The old bytes may come as an image of their own.
        Assert.True((await Store.Images.AddAsync(image with { Stem = "2026/11/again" })).Added);
    }

    [Fact]
    public async Task A_removed_image_is_returned_once_and_its_id_never_comes_again()
    {
        User user = await AddUserAsync();
        Image first = await AddImageAsync(user, 1), last = await AddImageAsync(user, 2);
        Assert.Null(await Store.Images.RemoveAsync(user.Id + 1, last.Id));
        Image?[] removed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.Images.RemoveAsync(user.Id, last.Id))));
        Assert.Equal(last, Assert.Single(removed, image => image is not null));
        await ReopenAsync();
        Assert.Null(await Store.Images.FindAsync(user.Id, last.Id));
        Assert.Null(await Store.Images.FindByStemAsync(last.Stem));
        Assert.Null(await Store.Images.FindBySha256Async(user.Id, last.Sha256));
        Assert.True((await AddImageAsync(user, 2)).Id > last.Id);
        Assert.Equal(first, await Store.Images.FindAsync(user.Id, first.Id));
    }

    [Fact]
    public async Task Images_move_between_albums_in_portions()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "Cats", "");
        for (int i = 0; i < 7; i++)
            await AddImageAsync(user, i, image => image with { AlbumId = album.Id });
        Assert.Equal(5, await Store.Images.MoveAsync(user.Id, album.Id, user.DefaultAlbumId, 5));
        Assert.Equal(2, await Store.Images.MoveAsync(user.Id, album.Id, user.DefaultAlbumId, 5));
        Assert.Equal(0, await Store.Images.MoveAsync(user.Id, album.Id, user.DefaultAlbumId, 5));
        await ReopenAsync();
        Assert.Equal(7, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id, AlbumId = user.DefaultAlbumId })).Total);
        Assert.Equal(0, (await Store.Albums.FindAsync(user.Id, album.Id))!.ImageCount);
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.MoveAsync(user.Id, 999, user.DefaultAlbumId, 5));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.MoveAsync(user.Id, album.Id, 999, 5));
    }

    [Fact]
    public async Task The_store_answers_a_ping() => await Store.PingAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.Users.AddAsync(new NewUser("bob", "bob@example.org", "", false), source.Token));
        Assert.Empty(await Store.Users.ListAsync(CancellationToken.None));
    }
}
