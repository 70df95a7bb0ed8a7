using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Maple.Auth;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/u/TOKEN</c>: the page on which people without an account upload with a policy.</summary>
/// <param name="maxBody">The most bytes of a request.</param>
internal sealed class GuestHandler(UploadPolicies policies, WebHandler web, long maxBody)
{
    public async Task<Response> GetAsync(Exchange exchange)
    {
        string token = exchange["token"];
        UploadPolicy? policy = (await policies.FindAsync(token).ConfigureAwait(false))?.Policy;
        // Who has a token of ours may know that there was something; to anybody else there is nothing.
        HttpStatusCode status = policy is { IsUsedUp: false } ? HttpStatusCode.OK : policies.IsOurs(token) ? HttpStatusCode.Gone : HttpStatusCode.NotFound;
        return web.Guest(exchange, status, Describe(status, policy));
    }

    /// <summary>What the page says to its reader, as JSON.</summary>
    private string Describe(HttpStatusCode status, UploadPolicy? policy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("state"u8, status switch
            {
                HttpStatusCode.OK => "open",
                HttpStatusCode.Gone => policy is null ? "ended" : "used",
                _ => "unknown",
            });
            if (status == HttpStatusCode.OK)
            {
                PolicyViews.WriteLimits(json, policy!);
                json.WriteNumber("used"u8, policy!.Used);
                json.WriteNumber("max_body"u8, maxBody);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
