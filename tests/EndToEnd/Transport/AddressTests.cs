using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Transport;

/// <summary>Where the daemon listens.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task It_listens_on_an_IPv6_address_and_its_links_lead_there()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_SERVER_LISTEN", "[::1]:0"));
        var client = new ApiClient(daemon.Address, await daemon.CreateUserAsync("eve"));

        Answer answer = await client.UploadAsync("a.png", Pictures.Png());

        string url = answer.Json.GetProperty("url").GetString()!;
        Assert.StartsWith($"http://[::1]:{daemon.Address.Port}/images/", url, StringComparison.Ordinal);
        Assert.Equal(Pictures.Png(), await client.Http.GetByteArrayAsync(url));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Every_address_is_every_address_of_both_kinds(string address)
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_SERVER_LISTEN", "[::]:0"));
        using HttpClient client = new();

        HttpResponseMessage response = await client.GetAsync(new UriBuilder("http", address, daemon.Address.Port, "/healthz").Uri);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Behind an IPv6 socket, IPv4 clients have mapped addresses; what is said of 192.0.2.1 must hold for them as well.</summary>
    [Fact]
    public async Task An_IPv4_client_is_logged_as_one()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_SERVER_LISTEN", "[::]:0"));
        using HttpClient client = new();

        await client.GetAsync(new UriBuilder("http", "127.0.0.1", daemon.Address.Port, "/healthz").Uri);

        await daemon.LoggedAsync("\"client\":\"127.0.0.1\"");
    }

    [Fact]
    public async Task It_is_not_reached_by_another_address_than_the_configured_one()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using HttpClient client = new();

        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new UriBuilder("http", "127.0.0.2", daemon.Address.Port, "/healthz").Uri));
    }
}
