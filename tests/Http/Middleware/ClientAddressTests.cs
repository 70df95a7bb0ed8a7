using System.Net;
using Maple.Http;
using Maple.Http.Middleware;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Middleware;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("/", "pics.example.com:8443", "pics.example.com:8443")]
    [InlineData("/", null, "localhost")]
    // RFC 9112 section 3.2.2: the absolute form goes before Host.
    [InlineData("http://other.example/api/images", "pics.example.com", "other.example")]
    public async Task The_host_that_links_begin_with(string target, string? host, string expected) => Assert.Equal(expected, await HostAsync(target, host));

    private static async Task<string> HostAsync(string target, string? host)
    {
        Exchange exchange = (host is null ? new FakeRequest("GET", target) : new FakeRequest("GET", target, ("Host", host))).Exchange();
        await new ClientAddress(TrustedProxies.Parse([], out _)).InvokeAsync(exchange, _ => Task.FromResult(new Response(HttpStatusCode.OK)));
        return exchange.Client.Host;
    }
}
