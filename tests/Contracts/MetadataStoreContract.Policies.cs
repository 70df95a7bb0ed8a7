using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_policy_keeps_its_limits_until_it_expires()
    {
        User user = await AddUserAsync();
        UploadPolicy policy = await AddPolicyAsync(user, "a", made => made with { MaxBytes = 5_000_000_000, Kinds = "png,jpg", Files = 3 });
        UploadPolicy open = await AddPolicyAsync(user, "b");
        await ReopenAsync();
        Assert.Equal(policy, await Store.Policies.FindAsync("a"));
        Assert.Equal(open, await Store.Policies.FindAsync("b"));
        Assert.Equal([policy, open], await Store.Policies.ListAsync(user.Id));

        Time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await Store.Policies.FindAsync("a"));
        Assert.Empty(await Store.Policies.ListAsync(user.Id));
        Assert.False(await Store.Policies.TakeAsync("a"));
    }

    [Fact]
    public async Task However_many_take_at_once_no_more_get_room_than_there_is()
    {
        User user = await AddUserAsync();
        await AddPolicyAsync(user, "a", made => made with { Files = 10 });

        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Store.Policies.TakeAsync("a"))));

        Assert.Equal(10, taken.Count(got => got));
        await ReopenAsync();
        Assert.Equal((10, true), ((await Store.Policies.FindAsync("a"))!.Used, (await Store.Policies.FindAsync("a"))!.IsUsedUp));
        Assert.False(await Store.Policies.TakeAsync("a"));
        await Store.Policies.GiveBackAsync("a");
        await ReopenAsync();
        Assert.True(await Store.Policies.TakeAsync("a"));
        Assert.False(await Store.Policies.TakeAsync("a"));
    }

    [Fact]
    public async Task A_policy_is_revoked_by_its_user_alone()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        UploadPolicy policy = await AddPolicyAsync(a, "a");
        Assert.Null(await Store.Policies.RemoveAsync(b.Id, "a"));
        Assert.Equal(policy, await Store.Policies.RemoveAsync(a.Id, "a"));
        await Store.Policies.GiveBackAsync("a");
        await ReopenAsync();
        Assert.Null(await Store.Policies.FindAsync("a"));
        Assert.Null(await Store.Policies.RemoveAsync(a.Id, "a"));
    }

    [Fact]
    public async Task A_policy_is_of_a_key_and_an_album_that_its_user_has()
    {
        User a = await AddUserAsync("a"), b = await AddUserAsync("b");
        long keyOfB = (await Store.Keys.FindByNameAsync(b.Id, ApiKey.DefaultName))!.Id;
        await RefusedAsync(ErrorCode.KeyNotFound, () => AddPolicyAsync(a, "a", made => made with { KeyId = keyOfB }));
        await RefusedAsync(ErrorCode.AlbumNotFound, () => AddPolicyAsync(a, "a", made => made with { AlbumId = b.DefaultAlbumId }));
        Assert.Empty(await Store.Policies.ListAsync(a.Id));
    }

    [Fact]
    public async Task A_thousand_policies_are_enough_and_those_that_expired_make_room()
    {
        User user = await AddUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => AddPolicyAsync(user, $"p{i}")));
        await RefusedAsync(ErrorCode.TooManyPolicies, () => AddPolicyAsync(user, "more"));

        Time.Advance(TimeSpan.FromHours(1));

        await AddPolicyAsync(user, "more");
        Assert.Single(await Store.Policies.ListAsync(user.Id));
    }

    [Fact]
    public async Task Policies_go_with_their_user()
    {
        await AddUserAsync("admin");
        User user = await AddUserAsync();
        await AddPolicyAsync(user, "a");
        await Store.Users.BeginRemovalAsync(user.Id, null);
        Assert.True(await Store.Users.RemoveAsync(user.Id));
        await ReopenAsync();
        Assert.Null(await Store.Policies.FindAsync("a"));
    }

    private async Task<UploadPolicy> AddPolicyAsync(User user, string id, Func<UploadPolicy, UploadPolicy>? change = null)
    {
        var policy = new UploadPolicy
        {
            Id = id,
            UserId = user.Id,
            KeyId = (await Store.Keys.FindByNameAsync(user.Id, ApiKey.DefaultName))!.Id,
            AlbumId = user.DefaultAlbumId,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds()),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()),
        };
        policy = change?.Invoke(policy) ?? policy;
        await Store.Policies.AddAsync(policy);
        return policy;
    }
}
