using System.Net;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>
/// Has the proxy send a picture from the disk: the answer names the file below an internal location of nginx (X-Accel-Redirect), and has no body. Only after
/// everything has been checked, and only for a trusted proxy that says it can: anybody else would get nothing to see.
/// </summary>
internal sealed class ProxySending(TrustedProxies proxies)
{
    /// <summary>In front of a blob's key; internal, so that no client gets there.</summary>
    public const string Location = "/maple-files/";

    /// <summary>How a proxy says that it can (as Ruby's Rack has it).</summary>
    public const string AskingHeader = "X-Sendfile-Type", AskingValue = "X-Accel-Redirect";

    public bool IsAskedFor(Exchange exchange) =>
        exchange.Request.Header(AskingHeader) == AskingValue && proxies.Contains(exchange.Request.Peer);

    /// <summary>Null where what is served differs from what is stored.</summary>
    /// <remarks>nginx answers conditions and ranges, with validators of its own.</remarks>
    public static Response? Of(Blob blob, BlobKey key, string mediaType) =>
        blob is { LocalPath: not null, Edition: "" }
            ? new Response(HttpStatusCode.OK) { ProxiedBytes = blob.Length }.With("Content-Type", mediaType).With(AskingValue, Location + Links.Escape(key.Value))
            : null;
}
