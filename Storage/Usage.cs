namespace Maple.Storage;

/// <param name="Bytes">Of the originals, those of versions that are kept among them.</param>
internal readonly record struct Usage(long Images, long Bytes)
{
    public static Usage operator +(Usage left, Usage right) => new(left.Images + right.Images, left.Bytes + right.Bytes);

    public static Usage operator -(Usage left, Usage right) => new(left.Images - right.Images, left.Bytes - right.Bytes);
}

/// <param name="Users">Of every user, by id.</param>
/// <param name="Days">Of the images that are there, by the day of their upload in UTC; a day without any is missing.</param>
internal sealed record StoreUsage(long Albums, IReadOnlyDictionary<long, Usage> Users, IReadOnlyDictionary<DateOnly, Usage> Days);

/// <summary>How much is stored, from counters: asking costs the same for a million images as for ten.</summary>
internal interface IUsageStore
{
    /// <summary>Nothing for a user who doesn't exist.</summary>
    Task<Usage> OfUserAsync(long userId, CancellationToken cancellation = default);

    /// <param name="since">The first day to tell of.</param>
    /// <param name="cancellation">Of the wait.</param>
    Task<StoreUsage> OfAllAsync(DateOnly since, CancellationToken cancellation = default);
}
