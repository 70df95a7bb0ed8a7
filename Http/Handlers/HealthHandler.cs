using Maple.Errors;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/healthz</c>: 200 only when store and disk answer.</summary>
internal sealed class HealthHandler(IMetadataStore store, IBlobStore blobs, Envelope envelope)
{
    private readonly Lock _lock = new();
    private Task _asked = Task.CompletedTask;

    public async Task<Response> GetAsync(Exchange exchange)
    {
        await AskAsync().ConfigureAwait(false);
        return envelope.Ok(exchange, new Text("Store and disk answer.", "数据库与磁盘均正常。"));
    }

    /// <summary>Whoever asks while the disk is being asked gets the same answer: it costs a write, and anybody may ask.</summary>
    private Task AskAsync()
    {
        lock (_lock)
            return _asked.IsCompleted ? _asked = Task.WhenAll(store.PingAsync(), blobs.PingAsync()) : _asked;
    }
}
