namespace Maple.Storage;

/// <summary>How fast a token bucket may be emptied. A bucket that nobody has taken from for long enough is full, as is one that never was.</summary>
/// <param name="Capacity">Tokens in a full bucket, at least 1.</param>
/// <param name="Refill">Time in which one token comes back.</param>
internal readonly record struct TokenRate(int Capacity, TimeSpan Refill);

/// <summary>
/// Token buckets, one for each name, the same for every process on the store. Memory is bounded however many names there are: what is dropped
/// is full again, or closest to it. What they hold need not survive the store's process, unlike everything else.
/// </summary>
internal interface IRateLimitStore
{
    /// <summary>Takes a token, in one step.</summary>
    /// <param name="bucket">Any text of any length; compared ordinally. The same name always comes with the same rate.</param>
    /// <returns>Zero when there was a token, else how long until there is one; nothing is taken then.</returns>
    ValueTask<TimeSpan> TakeAsync(string bucket, TokenRate rate, CancellationToken cancellation = default);
}
