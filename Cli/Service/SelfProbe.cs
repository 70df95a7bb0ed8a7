using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Maple.Cli.Service;

/// <summary>Asks the daemon for <c>/healthz</c> over the net, as a stranger would.</summary>
internal static class SelfProbe
{
    /// <summary>
    /// True for any answer: 503 for a full disk is one, and so is a connection that is closed because there are too many. A restart mends neither.
    /// </summary>
    /// <param name="listening">Where it listens.</param>
    public static async Task<bool> IsAnsweredAsync(IPEndPoint listening, bool isTls, CancellationToken patience)
    {
        try
        {
            using var socket = new Socket(listening.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(Reachable(listening), patience);
            await using var plain = new NetworkStream(socket);
            // Whose name is in the certificate doesn't matter: nothing is told that a stranger may not read.
            await using Stream stream = isTls ? new SslStream(plain, leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null) : plain;
            if (stream is SslStream tls)
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, patience);
            await stream.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), patience);
            _ = await stream.ReadAsync(new byte[1], patience);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // A port that nobody listens on is the one refusal that is none of ours.
            return e is not SocketException { SocketErrorCode: SocketError.ConnectionRefused };
        }
    }

    private static IPEndPoint Reachable(IPEndPoint listening) =>
        listening.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, listening.Port)
        : listening.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, listening.Port)
        : listening;
}
