using System.Net;
using System.Net.Sockets;

namespace Maple.Http.Fetching;

/// <summary>Which addresses are hosts of the public net (IANA's special-purpose registries, RFC 6890 and its updates).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_special4 =
    [
        .. new[]
        {
            "0.0.0.0/8", // this network
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
            "100.64.0.0/10", // carriers' NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and clouds' metadata
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "198.18.0.0/15", // benchmarks
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and broadcast
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>All that is given out to hosts. Outside: loopback, unspecified, mapped and compatible IPv4, NAT64, ULA, link-local, multicast.</summary>
    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] s_special6 =
    [
        .. new[]
        {
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", "3fff::/20", // documentation
            "2002::/16", // 6to4: an IPv4 address in disguise
        }.Select(IPNetwork.Parse),
    ];

    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !s_special4.Any(network => Holds(network, address)),
        // An address with a scope is one of this machine's links.
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && Holds(s_global6, address) && !s_special6.Any(network => Holds(network, address)),
        _ => false,
    };

    /// <summary>Bit by bit: <see cref="IPNetwork.Contains"/> said of 2000::/3 that it holds ::ffff:10.0.0.1 (.NET 10.0).</summary>
    public static bool Holds(IPNetwork network, IPAddress address)
    {
        ReadOnlySpan<byte> prefix = network.BaseAddress.GetAddressBytes(), bytes = address.GetAddressBytes();
        if (prefix.Length != bytes.Length)
            return false;
        int whole = network.PrefixLength / 8, bits = network.PrefixLength % 8;
        return bytes[..whole].SequenceEqual(prefix[..whole]) && (bits == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - bits) == 0);
    }
}
