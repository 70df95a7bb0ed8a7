using System.Collections.Concurrent;

namespace Maple.Storage;

/// <summary>
/// Changes that the store refused while it could not say whether they are durable: an error in the midst of a flush leaves that open. What belongs to them
/// stays until the store works again and has forgotten, on the disk too, what it refused; or until the next start, which asks the notes of what was in flight.
/// </summary>
internal sealed class Undecided(IMetadataStore metadata)
{
    private readonly ConcurrentQueue<Func<Task>> _waiting = new();

    /// <param name="settle">Looks at the rows, and removes what no row leads to.</param>
    public async Task AddAsync(Func<Task> settle)
    {
        try
        {
            // A change that is durable: what was refused before it is gone from the store's log.
            await metadata.PingAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            _waiting.Enqueue(settle);
            return;
        }

        await settle();
    }

    /// <summary>To be called after a change that is durable.</summary>
    public async Task SettleAsync()
    {
        while (_waiting.TryDequeue(out Func<Task>? settle))
            await settle();
    }
}
