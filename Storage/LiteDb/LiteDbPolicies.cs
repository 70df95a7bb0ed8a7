namespace Maple.Storage.LiteDb;

internal sealed class LiteDbPolicies(StoreCore core) : IPolicyStore
{
    /// <summary>Of one user at a time: nobody looks through more, and they are 300 KB.</summary>
    private const int MaxOfUser = 1_000;

    /// <summary>Removed with each that is added, so that they never become more; a few milliseconds of work.</summary>
    private const int Sweep = 100;

    public Task AddAsync(UploadPolicy policy, CancellationToken cancellation = default)
    {
        // What is kept and what a reopened store says must be the same.
        UploadPolicy kept = policy with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(policy.ExpiresAt.ToUnixTimeMilliseconds()) };
        return core.WriteAsync(change => Add(change, kept), cancellation);
    }

    public Task<UploadPolicy?> FindAsync(string id, CancellationToken cancellation = default)
    {
        DateTimeOffset now = core.Now;
        return core.ReadAsync((state, _) => Find(state, id, now), cancellation);
    }

    public Task<IReadOnlyList<UploadPolicy>> ListAsync(long userId, CancellationToken cancellation = default)
    {
        DateTimeOffset now = core.Now;
        return core.ReadAsync<IReadOnlyList<UploadPolicy>>(
            (state, _) => [.. state.Policies.Values.Where(policy => policy.UserId == userId && policy.ExpiresAt > now).OrderBy(policy => policy.ExpiresAt)],
            cancellation);
    }

    public Task<bool> TakeAsync(string id, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (Find(change.State, id, change.Now) is not { IsUsedUp: false } policy)
                return false;
            Replace(change, policy with { Used = policy.Used + 1 });
            return true;
        },
        cancellation);

    public Task GiveBackAsync(string id, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (change.State.Policies.GetValueOrDefault(id) is { Used: > 0 } policy)
                Replace(change, policy with { Used = policy.Used - 1 });
            return true;
        },
        cancellation);

    public Task<UploadPolicy?> RemoveAsync(long userId, string id, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (change.State.Policies.GetValueOrDefault(id) is not { } policy || policy.UserId != userId)
                return null;
            Remove(change, policy);
            return policy;
        },
        cancellation);

    internal static void Remove(Change change, UploadPolicy policy)
    {
        change.Delete(Kind.Policies, policy.Id);
        change.Remember(() => change.State.Policies.Remove(policy.Id), () => change.State.Policies.Add(policy.Id, policy));
    }

    private static bool Add(Change change, UploadPolicy policy)
    {
        StoreState state = change.State;
        if (state.Keys.GetValueOrDefault(policy.KeyId)?.UserId != policy.UserId)
            throw Refusal.KeyNotFound(policy.KeyId);
        if (state.Album(policy.UserId, policy.AlbumId) is null)
            throw Refusal.AlbumNotFound(policy.AlbumId);
        if (state.Policies.Values.Count(other => other.UserId == policy.UserId && other.ExpiresAt > change.Now) >= MaxOfUser)
            throw Refusal.TooManyPolicies(MaxOfUser);
        foreach (UploadPolicy expired in state.Policies.Values.Where(other => other.ExpiresAt <= change.Now).Take(Sweep).ToList())
            Remove(change, expired);
        change.Insert(Kind.Policies, Rows.Of(policy));
        change.Remember(() => state.Policies.Add(policy.Id, policy), () => state.Policies.Remove(policy.Id));
        return true;
    }

    private static UploadPolicy? Find(StoreState state, string id, DateTimeOffset now) =>
        state.Policies.GetValueOrDefault(id) is { } policy && policy.ExpiresAt > now ? policy : null;

    private static void Replace(Change change, UploadPolicy policy)
    {
        UploadPolicy old = change.State.Policies[policy.Id];
        change.Update(Kind.Policies, Rows.Of(policy));
        change.Remember(() => change.State.Policies[policy.Id] = policy, () => change.State.Policies[policy.Id] = old);
    }
}
