using System.Net;
using System.Net.Sockets;
using Maple.Http;
using Maple.Http.Transport;

namespace Maple.Tests.Http.Transport;

/// <summary>A client, and the connection that maple has accepted from it.</summary>
internal sealed class Wire : IDisposable
{
    private Wire(Socket client, Connection connection) => (Client, Connection) = (client, connection);

    public Socket Client { get; }

    public Connection Connection { get; }

    public static async Task<Wire> ConnectAsync(Socket listening, LimitOptions? limits = null)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepting = listening.AcceptAsync();
        await client.ConnectAsync(listening.LocalEndPoint!);
        return new Wire(client, new Connection(await accepting, limits ?? new LimitOptions()));
    }

    public static ListeningSocket Listen() => new(new IPEndPoint(IPAddress.Loopback, 0));

    public async Task SendAsync(string text) => await Client.SendAsync(System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>All that comes until maple ends the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var received = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            for (int read; (read = await Client.ReceiveAsync(buffer)) > 0;)
                received.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }

        return System.Text.Encoding.Latin1.GetString(received.ToArray());
    }

    public void Dispose()
    {
        Client.Dispose();
        Connection.Dispose();
    }
}
