using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Maple.Http.Parsing;

/// <summary>IP addresses as headers and configurations write them.</summary>
internal static class IpText
{
    /// <summary>
    /// Four decimal numbers or IPv6; none of the shortened and octal forms that <see cref="IPAddress.TryParse(string, out IPAddress)"/>
    /// takes.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.ContainsAny('%', '[', ']') || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }
        if (parsed.AddressFamily == AddressFamily.InterNetwork && !text.SequenceEqual(parsed.ToString()))
        {
            return false;
        }
        address = TrustedProxies.Plain(parsed);
        return true;
    }

    /// <summary>An address with or without a port: <c>1.2.3.4</c>, <c>1.2.3.4:80</c>, <c>::1</c>, <c>[::1]</c>, <c>[::1]:80</c>.</summary>
    public static bool TryParseNode(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (text.StartsWith('[') && text.IndexOf(']') is > 0 and var close)
        {
            return TryParse(text[1..close], out address);
        }
        int colon = text.IndexOf(':');
        bool hasPort = colon >= 0 && text.LastIndexOf(':') == colon;
        return TryParse(hasPort ? text[..colon] : text, out address);
    }
}
