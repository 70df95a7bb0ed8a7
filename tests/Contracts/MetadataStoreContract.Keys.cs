using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_key_keeps_what_it_is_restricted_to()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "camera", "");
        DateTimeOffset end = Time.GetUtcNow().AddDays(30);
        ApiKey phone = await Store.Keys.AddAsync(user.Id, new NewKey("phone", Scopes.Upload, album.Id, end));
        ApiKey desk = await Store.Keys.AddAsync(user.Id, new NewKey("desk", Scopes.Upload | Scopes.Read));
        ApiKey first = (await Store.Keys.FindByNameAsync(user.Id, ApiKey.DefaultName))!;
        await ReopenAsync();

        Assert.Equal((Scopes.Upload, album.Id, end.ToUnixTimeMilliseconds()), (phone.Scopes, phone.AlbumId, phone.ExpiresAt!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal((Scopes.All, null, null), (first.Scopes, first.AlbumId, first.ExpiresAt));
        Assert.Equal([first, phone, desk], await Store.Keys.ListAsync(user.Id));
        Assert.Equal(phone, await Store.Keys.FindByNameAsync(user.Id, "PHONE"));
        Assert.Empty(await Store.Keys.ListAsync(user.Id + 1));
    }

    [Fact]
    public async Task A_name_is_given_to_one_key_at_a_time()
    {
        User user = await AddUserAsync();
        ApiKey phone = await Store.Keys.AddAsync(user.Id, new NewKey("phone", Scopes.Upload));
        await RefusedAsync(ErrorCode.KeyExists, () => Store.Keys.AddAsync(user.Id, new NewKey("Phone", Scopes.All)));
        Assert.Equal(phone, await Store.Keys.RemoveAsync(user.Id, phone.Id));

        ApiKey next = await Store.Keys.AddAsync(user.Id, new NewKey("Phone", Scopes.Read));

        Assert.NotEqual(phone.Id, next.Id);
        Assert.Null(await Store.Keys.FindAsync(phone.Id));
    }

    [Fact]
    public async Task A_key_is_for_an_album_that_its_user_has()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        await RefusedAsync(ErrorCode.AlbumNotFound, () => Store.Keys.AddAsync(a.Id, new NewKey("phone", Scopes.Upload, b.DefaultAlbumId)));
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Keys.AddAsync(b.Id + 1, new NewKey("phone", Scopes.Upload)));
        Assert.Single(await Store.Keys.ListAsync(a.Id));
    }

    [Fact]
    public async Task A_revoked_key_is_gone_and_nobody_revokes_that_of_another()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        ApiKey phone = await Store.Keys.AddAsync(a.Id, new NewKey("phone", Scopes.Upload));
        Assert.Null(await Store.Keys.RemoveAsync(b.Id, phone.Id));
        Assert.Equal(phone, await Store.Keys.RemoveAsync(a.Id, phone.Id));
        Assert.Null(await Store.Keys.RemoveAsync(a.Id, phone.Id));
        await ReopenAsync();
        Assert.Null(await Store.Keys.FindAsync(phone.Id));
        Assert.Equal(["default"], (await Store.Keys.ListAsync(a.Id)).Select(key => key.Name));
    }

    [Fact]
    public async Task The_album_of_a_key_may_go_and_the_key_is_for_no_other_then()
    {
        User user = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(user.Id, "camera", "");
        ApiKey phone = await Store.Keys.AddAsync(user.Id, new NewKey("phone", Scopes.Upload, album.Id));
        await Store.Albums.RemoveAsync(user.Id, album.Id);
        await ReopenAsync();
        Assert.Equal(phone, await Store.Keys.FindAsync(phone.Id));
    }

    [Fact]
    public async Task Uses_of_keys_are_kept_but_for_those_that_are_gone()
    {
        User user = await AddUserAsync();
        ApiKey key = (await Store.Keys.FindByNameAsync(user.Id, ApiKey.DefaultName))!;
        Assert.Null(key.UsedAt);
        Time.Advance(TimeSpan.FromHours(1));

        await Store.Keys.NoteUsesAsync(new Dictionary<long, DateTimeOffset> { [key.Id] = Time.GetUtcNow(), [key.Id + 100] = Time.GetUtcNow() });
        await ReopenAsync();

        ApiKey used = (await Store.Keys.FindAsync(key.Id))!;
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), used.UsedAt!.Value.ToUnixTimeMilliseconds());
        Assert.Equal(key, used with { UsedAt = null });
    }

    [Fact]
    public async Task Who_may_know_of_one_album_alone_has_the_same_bytes_once_in_it()
    {
        User user = await AddUserAsync();
        Album guests = await Store.Albums.AddAsync(user.Id, "guests", "");
        Image own = await AddImageAsync(user, 1);
        Image sent = NewImage(user, 1, guests.Id) with { Stem = "2026/11/sent", Name = "sent.jpg" };

        (Image stored, bool added) = await Store.Images.AddAsync(sent, uniqueWithin: guests.Id);
        (Image again, bool addedAgain) = await Store.Images.AddAsync(sent with { Stem = "2026/11/again" }, uniqueWithin: guests.Id);

        Assert.True(added && !addedAgain);
        Assert.NotEqual(own.Id, stored.Id);
        Assert.Equal(stored, again);
        Assert.Equal(stored, await Store.Images.FindBySha256Async(user.Id, own.Sha256, guests.Id));
        Assert.Equal(own, await Store.Images.FindBySha256Async(user.Id, own.Sha256, user.DefaultAlbumId));
    }
}
