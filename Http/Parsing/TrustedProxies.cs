using System.Net;
using System.Net.Sockets;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>The peers whose forwarding headers are believed: addresses and networks.</summary>
internal sealed class TrustedProxies
{
    private readonly List<IPNetwork> _networks = [];

    private TrustedProxies()
    {
    }

    /// <param name="entries">Such as <c>127.0.0.1</c>, <c>::1</c>, <c>10.0.0.0/8</c>.</param>
    /// <param name="problems">One for each entry that can't be read, for the list of everything that is wrong with a configuration.</param>
    public static TrustedProxies Parse(IEnumerable<string> entries, out IReadOnlyList<Text> problems)
    {
        var proxies = new TrustedProxies();
        var found = new List<Text>();
        foreach (string entry in entries)
        {
            if (TryParse(entry, found, out var network))
            {
                proxies._networks.Add(network);
            }
        }
        problems = found;
        return proxies;
    }

    public bool Contains(IPAddress address)
    {
        var plain = Plain(address);
        return _networks.Exists(network => network.Contains(plain));
    }

    /// <summary>A socket for both families shows IPv4 peers as ::ffff:a.b.c.d; they are compared as IPv4.</summary>
    internal static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool TryParse(string entry, List<Text> problems, out IPNetwork network)
    {
        network = default;
        string[] fields = entry.Split('/');
        if (fields.Length > 2 || !IpText.TryParse(fields[0], out var address))
        {
            problems.Add(new Text(
                $"'{entry}' is neither an address nor a network; write 127.0.0.1, ::1 or 10.0.0.0/8.",
                $"“{entry}”既不是地址也不是网段，应写作 127.0.0.1、::1 或 10.0.0.0/8。"));
            return false;
        }
        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int prefix = bits;
        if (fields.Length == 2 && !(int.TryParse(fields[1], System.Globalization.NumberStyles.None, null, out prefix) && prefix <= bits))
        {
            problems.Add(new Text(
                $"'{entry}' has a prefix length that is no number from 0 to {bits}.", $"“{entry}”的前缀长度必须是 0 到 {bits} 之间的数字。"));
            return false;
        }
        byte[] bytes = address.GetAddressBytes();
        if (!HostBitsAreZero(bytes, prefix))
        {
            Mask(bytes, prefix);
            problems.Add(new Text(
                $"'{entry}' has bits set behind its prefix; did you mean {new IPAddress(bytes)}/{prefix}?",
                $"“{entry}”在前缀之后还有非零位，您是否想写 {new IPAddress(bytes)}/{prefix}？"));
            return false;
        }
        network = new IPNetwork(address, prefix);
        return true;
    }

    private static bool HostBitsAreZero(byte[] address, int prefix)
    {
        byte[] masked = [.. address];
        Mask(masked, prefix);
        return masked.AsSpan().SequenceEqual(address);
    }

    private static void Mask(byte[] address, int prefix)
    {
        for (int i = 0; i < address.Length; i++)
        {
            int keep = Math.Clamp(prefix - (8 * i), 0, 8);
            address[i] &= (byte)(0xFF00 >> keep);
        }
    }
}
