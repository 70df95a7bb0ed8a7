using Maple.Errors;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/healthz</c>: 200 only when store and disk answer.</summary>
internal sealed class HealthHandler(IMetadataStore store, IBlobStore blobs, Envelope envelope)
{
    public async Task<Response> GetAsync(Exchange exchange)
    {
        await Task.WhenAll(store.PingAsync(), blobs.PingAsync()).ConfigureAwait(false);
        return envelope.Ok(exchange, new Text("Store and disk answer.", "数据库与磁盘均正常。"));
    }
}
