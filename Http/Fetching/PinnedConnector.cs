using System.Net;
using System.Net.Sockets;

namespace Maple.Http.Fetching;

/// <summary>
/// Connects to a host by an address that was looked up once and checked: nothing is looked up again in between, so a name that answers
/// otherwise the second time (DNS rebinding) gains nothing.
/// </summary>
internal sealed class PinnedConnector(INetwork network, FetchOptions options)
{
    private readonly IPNetwork[] _networks =
        [.. options.Networks.Select(text => text.Contains('/') ? IPNetwork.Parse(text) : new IPNetwork(IPAddress.Parse(text), text.Contains(':') ? 128 : 32))];

    /// <exception cref="Errors.MapleException"><c>url_not_allowed</c></exception>
    /// <exception cref="SocketException">None of the addresses answers.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellation)
    {
        IPAddress[] addresses = await ResolveAsync(host.Host, cancellation).ConfigureAwait(false);
        // One that is not public among others is no server's mistake.
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
            throw FetchErrors.NotPublic(host.Host);
        for (int i = 0; ; i++)
        {
            try
            {
                return await network.ConnectAsync(new IPEndPoint(addresses[i], host.Port), cancellation).ConfigureAwait(false);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The next address may answer.
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
            return [address];
        try
        {
            return await network.ResolveAsync(host, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Not told from a private address: it is nobody's business which names the house knows.
            return [];
        }
    }

    private bool IsAllowed(IPAddress address) => PublicAddress.Is(address) || _networks.Any(network => PublicAddress.Holds(network, address));
}
