using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_user_is_changed_and_what_is_not_named_stays()
    {
        await AddUserAsync("admin");
        User user = await AddUserAsync("bob");

        await Store.Users.UpdateAsync(user.Id, new UserChange { Email = "new@example.org", IsDisabled = true });
        await ReopenAsync();
        User changed = await Store.Users.UpdateAsync(user.Id, new UserChange { IsAdmin = true, PasswordHash = "another" });

        Assert.Equal(user with { Email = "new@example.org", IsDisabled = true, IsAdmin = true, PasswordHash = "another" }, changed);
        Assert.Equal(changed, await Store.Users.FindAsync(user.Id));
        Assert.Equal(changed, await Store.Users.UpdateAsync(user.Id, new UserChange { Email = "new@example.org" }));
        await RefusedAsync(ErrorCode.EmailExists, () => Store.Users.UpdateAsync(user.Id, new UserChange { Email = "ADMIN@example.org" }));
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Users.UpdateAsync(user.Id + 1, new UserChange()));
        // The old address is free again.
        await Store.Users.AddAsync(new NewUser("other", "bob@example.org", "", false));
    }

    [Fact]
    public async Task An_administrator_who_may_log_in_is_left_whatever_happens()
    {
        User first = await AddUserAsync("first"), second = await AddUserAsync("second"), third = await AddUserAsync("third");
        await Store.Users.UpdateAsync(third.Id, new UserChange { IsAdmin = true, IsDisabled = true });
        Func<long, Task>[] ways =
        [
            id => Store.Users.UpdateAsync(id, new UserChange { IsAdmin = false }),
            id => Store.Users.UpdateAsync(id, new UserChange { IsDisabled = true }),
            id => Store.Users.BeginRemovalAsync(id, null),
        ];
        foreach (Func<long, Task> way in ways)
            await RefusedAsync(ErrorCode.LastAdmin, () => way(first.Id));

        await Store.Users.UpdateAsync(second.Id, new UserChange { IsAdmin = true });
        Task[] both = [ways[0](first.Id), ways[1](second.Id)];
        await SettleAsync(both);
        _ = Assert.Single(both, task => task.IsFaulted);
    }

    [Fact]
    public async Task A_user_is_removed_with_albums_keys_and_sessions_once_the_images_are_gone()
    {
        await AddUserAsync("admin");
        User user = await AddUserAsync("bob");
        ApiKey key = (await Store.Keys.FindByNameAsync(user.Id, "default"))!;
        await Store.Keys.ReplaceAsync(user.Id, "phone");
        Image image = await AddImageAsync(user, 1);
        await Store.Sessions.AddAsync(new Session("session", user.Id, Time.GetUtcNow().AddDays(3)));
        for (int i = 0; i < 3; i++)
            await Store.Albums.AddAsync(user.Id, $"album {i}", "");

        await RefusedAsync(ErrorCode.UserNotEmpty, () => Store.Users.BeginRemovalAsync(user.Id, null));
        Assert.False(await Store.Users.RemoveAsync(user.Id));
        User going = await Store.Users.BeginRemovalAsync(user.Id, new UserRemovalPlan(null));
        Assert.Equal((true, new UserRemovalPlan(null)), (going.IsDisabled, going.Removal));
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Users.UpdateAsync(user.Id, new UserChange { IsDisabled = false }));
        await RefusedAsync(ErrorCode.UserNotEmpty, () => Store.Users.RemoveAsync(user.Id));
        await ReopenAsync();
        Assert.Equal(going, await Store.Users.FindAsync(user.Id));

        await Store.Images.RemoveAsync(user.Id, image.Id);
        Assert.True(await Store.Users.RemoveAsync(user.Id));
        Assert.False(await Store.Users.RemoveAsync(user.Id));

        for (int i = 0; i < 2; i++)
        {
            Assert.Null(await Store.Users.FindAsync(user.Id));
            Assert.Null(await Store.Users.FindByNameAsync("bob"));
            Assert.Null(await Store.Keys.FindAsync(key.Id));
            Assert.Null(await Store.Sessions.FindAsync("session"));
            Assert.Equal(0, (await Store.Albums.ListAsync(new ListQuery { UserId = user.Id })).Total);
            Assert.Equal(1, (await Store.Usage.OfAllAsync(default)).Albums);
            await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Images.AddAsync(NewImage(user, 2)));
            await ReopenAsync();
        }

        User again = await AddUserAsync("bob");
        Assert.True(again.Id > user.Id);
    }

    [Fact]
    public async Task A_user_with_a_thousand_albums_and_sessions_is_removed_too()
    {
        await AddUserAsync("admin");
        User user = await AddUserAsync("bob");
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Store.Albums.AddAsync(user.Id, $"album {i}", "")));
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Store.Sessions.AddAsync(new Session($"{i}", user.Id, Time.GetUtcNow().AddDays(3)))));
        await Store.Users.BeginRemovalAsync(user.Id, null);

        Assert.True(await Store.Users.RemoveAsync(user.Id));

        await ReopenAsync();
        Assert.Null(await Store.Users.FindAsync(user.Id));
    }

    [Fact]
    public async Task Images_are_given_to_another_user_with_all_that_is_known_of_them()
    {
        User heir = await AddUserAsync("heir"), user = await AddUserAsync("bob");
        Album album = await Store.Albums.AddAsync(heir.Id, "bob", "");
        List<Image> own = [], images = [];
        // Taking turns, so that their ids do.
        for (int i = 0; i < 1_500; i++)
        {
            bool his = i is < 5 or >= 1_490;
            (his ? own : images).Add(await AddImageAsync(his ? heir : user, i, his ? null : image => image with { Description = $"number {i}" }));
        }

        await Store.Albums.UpdateAsync(user.Id, user.DefaultAlbumId, new AlbumChange(null, null) { Cover = new CoverChoice(images[3].Id) });
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Users.BeginRemovalAsync(user.Id, new UserRemovalPlan(user.Id)));
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Users.BeginRemovalAsync(user.Id, new UserRemovalPlan(99)));
        await Store.Users.BeginRemovalAsync(user.Id, new UserRemovalPlan(heir.Id));
        List<Image> given = [];
        Time.Advance(TimeSpan.FromSeconds(1));
        while (await Store.Images.GiveAsync(user.Id, heir.Id, album.Id, 400) is { Count: > 0 } some)
            given.AddRange(some);
        Assert.Equal(images, given);
        Assert.True(await Store.Users.RemoveAsync(user.Id));

        for (int i = 0; i < 2; i++)
        {
            var all = new ListQuery { UserId = heir.Id, Number = 10_000 };
            Page<Image> page = await Store.Images.ListAsync(all);
            Assert.Equal([.. own.Concat(images).Select(image => image.Id).Order()], page.Items.Select(image => image.Id));
            Assert.Equal(page.Items.Select(image => image.Id), (await Store.Images.ListAsync(all with { Sort = [new(SortField.CreatedAt, false)] })).Items.Select(image => image.Id));
            Image kept = images[700];
            Image? now = await Store.Images.FindAsync(heir.Id, kept.Id);
            Assert.Equal(kept with { UserId = heir.Id, AlbumId = album.Id, UpdatedAt = now!.UpdatedAt }, now);
            Assert.Equal((kept.Folder, TimeSpan.FromSeconds(1)), (now.Folder, now.UpdatedAt - kept.UpdatedAt));
            Assert.Equal(kept.Id, (await Store.Images.FindBySha256Async(heir.Id, kept.Sha256))!.Id);
            Assert.Equal(kept.Id, (await Store.Images.FindByStemAsync(kept.Stem))!.Id);
            Assert.Equal(kept.Id, Assert.Single((await Store.Images.ListAsync(all with { Description = kept.Description })).Items).Id);
            Assert.Equal(images.Count, (await Store.Albums.FindAsync(heir.Id, album.Id))!.ImageCount);
            Assert.Equal(1_500, (await Store.Usage.OfUserAsync(heir.Id)).Images);
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task Everybodys_images_and_albums_are_listed_together()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        List<Image> images = [];
        for (int i = 0; i < 50; i++)
        {
            images.Add(await AddImageAsync(i % 3 == 0 ? a : b, i, image => image with { Name = $"{i * 7 % 50:d2} {(i % 2 == 0 ? "cat" : "dog")}", Bytes = i / 10 }));
            Time.Advance(TimeSpan.FromSeconds(i % 4));
        }

        await Store.Albums.AddAsync(b.Id, "cats", "");
        ListQuery query = new() { UserId = null, Number = 7 };
        await SameAsync(query, images.OrderBy(image => image.Id));
        await SameAsync(query with { Sort = [new(SortField.CreatedAt, true)] }, images.OrderByDescending(image => image.CreatedAt).ThenByDescending(image => image.Id));
        await SameAsync(query with { Text = "CAT", Sort = [new(SortField.Name, false)] }, images.Where(image => image.Name.EndsWith("cat", StringComparison.Ordinal)).OrderBy(image => image.Name, StringComparer.Ordinal));
        await SameAsync(query with { Sort = [new(SortField.Bytes, true)] }, images.OrderByDescending(image => image.Bytes).ThenByDescending(image => image.Id));
        await SameAsync(query with { AlbumId = b.DefaultAlbumId }, images.Where(image => image.UserId == b.Id));
        Assert.Equal([a.Id, b.Id, b.Id], (await Store.Albums.ListAsync(query)).Items.Select(album => album.UserId));
        Assert.Equal(1, (await Store.Albums.ListAsync(query with { Text = "CAT" })).Total);

        async Task SameAsync(ListQuery wanted, IEnumerable<Image> expected)
        {
            long[] ids = [.. expected.Select(image => image.Id)];
            for (int number = 1; number <= ids.Length / wanted.Number + 2; number++)
            {
                Page<Image> page = await Store.Images.ListAsync(wanted with { Page = number });
                Assert.Equal(ids.Length, page.Total);
                Assert.Equal(ids.Skip((number - 1) * wanted.Number).Take(wanted.Number), page.Items.Select(image => image.Id));
            }
        }
    }
}
