using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Maple.Http.Parsing;

/// <summary>The Host of a request (RFC 9110 7.2): it ends up in links, so nothing but a host and a port may stand in it.</summary>
internal static class HostHeader
{
    /// <summary>RFC 1035 2.3.4.</summary>
    private const int MaxNameLength = 255;

    /// <summary>Letters, digits, hyphen and dot, and the underscore, which container networks use in names.</summary>
    private static readonly SearchValues<char> s_name =
        SearchValues.Create("0123456789-._ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A name, an IPv4 address or an IPv6 address in brackets; then perhaps a colon and a port from 1 to 65535.</summary>
    public static bool IsValid(string? host)
    {
        if (string.IsNullOrEmpty(host))
        {
            return false;
        }
        if (host[0] == '[')
        {
            int close = host.IndexOf(']', StringComparison.Ordinal);
            return close > 0 && IsIPv6(host.AsSpan(1, close - 1)) && (close + 1 == host.Length || IsPort(host.AsSpan(close + 1)));
        }
        int colon = host.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? host : host.AsSpan(0, colon);
        return name.Length is > 0 and <= MaxNameLength
            && name[0] is not ('.' or '-')
            && !name.ContainsAnyExcept(s_name)
            && !name.Contains("..", StringComparison.Ordinal)
            && (colon < 0 || IsPort(host.AsSpan(colon)));
    }

    private static bool IsIPv6(ReadOnlySpan<char> address) =>
        !address.ContainsAny('%', '[', '/')
        && IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsPort(ReadOnlySpan<char> text) =>
        text[0] == ':' && text.Length <= 6
        && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535;
}
