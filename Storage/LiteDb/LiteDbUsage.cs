namespace Maple.Storage.LiteDb;

internal sealed class LiteDbUsage(StoreCore core) : IUsageStore
{
    public Task<Usage> OfUserAsync(long userId, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.User(userId)?.Usage ?? default, cancellation);

    public Task<StoreUsage> OfAllAsync(DateOnly since, CancellationToken cancellation = default) => core.ReadAsync(
        (state, _) => new StoreUsage(
            state.Rows.Albums,
            state.Users.ToDictionary(user => user.Key, user => user.Value.Usage),
            state.Days.Since(since)),
        cancellation);
}
