using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_new_user_has_a_default_album_and_a_default_key()
    {
        User user = await AddUserAsync();
        Album? album = await Store.Albums.FindAsync(user.Id, user.DefaultAlbumId);
        Assert.NotNull(album);
        Assert.True(album.IsDefault);
        Assert.Equal("default", album.Name);
        Assert.Equal(0, album.ImageCount);
        ApiKey? key = await Store.Keys.FindByNameAsync(user.Id, "default");
        Assert.NotNull(key);
        Assert.Equal(user.Id, key.UserId);
        Assert.Equal(key, await Store.Keys.FindAsync(key.Id));
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), user.CreatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_first_user_alone_becomes_an_administrator_unasked()
    {
        Assert.True((await AddUserAsync("first")).IsAdmin);
        Assert.False((await AddUserAsync("second")).IsAdmin);
        Assert.True((await Store.Users.AddAsync(new NewUser("third", "third@example.org", "", IsAdmin: true))).IsAdmin);
    }

    [Fact]
    public async Task Names_and_addresses_are_unique_without_regard_to_case()
    {
        await AddUserAsync("Zoë");
        await RefusedAsync(ErrorCode.UserExists, () => Store.Users.AddAsync(new NewUser("ZOË", "other@example.org", "", false)));
        await RefusedAsync(ErrorCode.EmailExists, () => Store.Users.AddAsync(new NewUser("other", "zoë@EXAMPLE.org", "", false)));
        Assert.Single(await Store.Users.ListAsync());
        Assert.Equal("Zoë", (await Store.Users.FindByNameAsync("zOË"))!.Name);
        await RefusedAsync(ErrorCode.UserExists, async () =>
        {
            await ReopenAsync();
            await Store.Users.AddAsync(new NewUser("zoë", "other@example.org", "", false));
        });
    }

    [Fact]
    public async Task Of_many_who_ask_for_one_name_at_once_one_gets_it()
    {
        Task<User>[] tries = [.. Enumerable.Range(0, 100).Select(i =>
            Task.Run(() => Store.Users.AddAsync(new NewUser(i % 2 == 0 ? "bob" : "BOB", $"{i}@example.org", "", false))))];
        await SettleAsync(tries);
        _ = Assert.Single(tries, attempt => attempt.IsCompletedSuccessfully);
        Assert.All(tries.Where(attempt => attempt.IsFaulted), attempt =>
            Assert.Equal(ErrorCode.UserExists, Assert.IsType<MapleException>(attempt.Exception!.InnerException).Code));
        Assert.Single(await Store.Users.ListAsync());
    }

    [Fact]
    public async Task Of_many_who_ask_for_one_address_at_once_one_gets_it()
    {
        Task<User>[] tries = [.. Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => Store.Users.AddAsync(new NewUser($"user{i}", "same@example.org", "", false))))];
        await SettleAsync(tries);
        _ = Assert.Single(tries, attempt => attempt.IsCompletedSuccessfully);
        Assert.Single(await Store.Users.ListAsync());
    }

    [Fact]
    public async Task A_password_is_changed_for_a_user_who_exists()
    {
        User user = await AddUserAsync();
        await Store.Users.SetPasswordHashAsync(user.Id, "another");
        await ReopenAsync();
        Assert.Equal(user with { PasswordHash = "another" }, await Store.Users.FindAsync(user.Id));
        await RefusedAsync(ErrorCode.UserNotFound, () => Store.Users.SetPasswordHashAsync(user.Id + 1, "x"));
    }

    [Fact]
    public async Task A_password_is_changed_only_in_place_of_the_one_that_was_meant()
    {
        User user = await AddUserAsync();
        Assert.True(await Store.Users.SetPasswordHashAsync(user.Id, "second", expected: user.PasswordHash));
        Assert.False(await Store.Users.SetPasswordHashAsync(user.Id, "late", expected: user.PasswordHash));
        await ReopenAsync();
        Assert.Equal("second", (await Store.Users.FindAsync(user.Id))!.PasswordHash);

        bool[] changed = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => Store.Users.SetPasswordHashAsync(user.Id, $"of {i}", expected: "second"))));
        Assert.Single(changed, won => won);
        Assert.Equal($"of {Array.IndexOf(changed, true)}", (await Store.Users.FindAsync(user.Id))!.PasswordHash);
    }

    [Fact]
    public async Task Users_are_found_by_id_and_listed_by_id()
    {
        User b = await AddUserAsync("b"), a = await AddUserAsync("a");
        Assert.Equal([b, a], await Store.Users.ListAsync());
        Assert.Equal(a, await Store.Users.FindAsync(a.Id));
        Assert.Null(await Store.Users.FindAsync(a.Id + 1));
        Assert.Null(await Store.Users.FindByNameAsync("c"));
    }

    [Fact]
    public async Task A_replaced_key_is_gone_and_its_id_never_comes_again()
    {
        User user = await AddUserAsync();
        ApiKey first = (await Store.Keys.FindByNameAsync(user.Id, "default"))!;
        HashSet<long> ids = [first.Id];
        for (int i = 0; i < 3; i++)
        {
            ApiKey next = await Store.Keys.ReplaceAsync(user.Id, "default");
            Assert.True(ids.Add(next.Id));
            Assert.Null(await Store.Keys.FindAsync(first.Id));
            Assert.Equal(next, await Store.Keys.FindAsync(next.Id));
            Assert.Equal(next, await Store.Keys.FindByNameAsync(user.Id, "default"));
            first = next;
            await ReopenAsync();
        }

        ApiKey other = await Store.Keys.ReplaceAsync(user.Id, "phone");
        Assert.Equal(first, await Store.Keys.FindByNameAsync(user.Id, "default"));
        Assert.True(ids.Add(other.Id));
    }

    [Fact]
    public async Task A_key_is_issued_at_a_whole_second()
    {
        User user = await AddUserAsync();
        ApiKey key = await Store.Keys.ReplaceAsync(user.Id, "default");
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), key.IssuedAt.ToUnixTimeSeconds());
        Assert.Equal(0, key.IssuedAt.Ticks % TimeSpan.TicksPerSecond);
    }

    [Fact]
    public async Task Keys_of_one_name_belong_to_each_user_alone()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        ApiKey ofA = (await Store.Keys.FindByNameAsync(a.Id, "default"))!;
        await Store.Keys.ReplaceAsync(b.Id, "default");
        Assert.Equal(ofA, await Store.Keys.FindByNameAsync(a.Id, "default"));
    }

    [Fact]
    public async Task A_session_lives_until_it_expires_or_ends()
    {
        User user = await AddUserAsync();
        DateTimeOffset soon = Time.GetUtcNow().AddMinutes(1), later = Time.GetUtcNow().AddHours(1);
        await Store.Sessions.AddAsync(new Session("short", user.Id, soon));
        await Store.Sessions.AddAsync(new Session("long", user.Id, later));
        await ReopenAsync();
        Assert.Equal(user.Id, (await Store.Sessions.FindAsync("short"))!.UserId);
        Assert.Equal(later.ToUnixTimeMilliseconds(), (await Store.Sessions.FindAsync("long"))!.ExpiresAt.ToUnixTimeMilliseconds());
        Assert.Null(await Store.Sessions.FindAsync("never"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await Store.Sessions.FindAsync("short"));
        Assert.NotNull(await Store.Sessions.FindAsync("long"));
        await Store.Sessions.RemoveAsync("long");
        await Store.Sessions.RemoveAsync("long");
        Assert.Null(await Store.Sessions.FindAsync("long"));
        await ReopenAsync();
        Assert.Null(await Store.Sessions.FindAsync("long"));
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_together()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        for (int i = 0; i < 3; i++)
        {
            await Store.Sessions.AddAsync(new Session($"a{i}", a.Id, Time.GetUtcNow().AddDays(3)));
            await Store.Sessions.AddAsync(new Session($"b{i}", b.Id, Time.GetUtcNow().AddDays(3)));
        }

        await Store.Sessions.RemoveAllAsync(a.Id);
        await ReopenAsync();
        Assert.Null(await Store.Sessions.FindAsync("a1"));
        Assert.NotNull(await Store.Sessions.FindAsync("b1"));
    }

    [Fact]
    public async Task Expired_sessions_are_forgotten_and_counted()
    {
        User user = await AddUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i =>
            Store.Sessions.AddAsync(new Session($"s{i}", user.Id, Time.GetUtcNow().AddMinutes(i % 2 == 0 ? 1 : 9)))));
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(600, await Store.Sessions.RemoveExpiredAsync());
        Assert.Equal(0, await Store.Sessions.RemoveExpiredAsync());
        Assert.NotNull(await Store.Sessions.FindAsync("s1"));
    }
}
