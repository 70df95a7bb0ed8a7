using System.Net;
using System.Net.Sockets;

namespace Maple.Tests.Torture.Hostile;

/// <summary>
/// Connections that do harm in one way, for as long as they are let. One that is closed comes back after a pause: who floods from one address has
/// no more than that, and on a test machine the flood's own CPU time would be what slows the uploads.
/// </summary>
internal sealed class Attack(string name, int connections, Func<NetworkStream, CancellationToken, Task> harm)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private int _open, _opened, _refused;

    public string Name => name;

    public int Connections => connections;

    /// <summary>At this moment.</summary>
    public int Open => Volatile.Read(ref _open);

    public int Opened => Volatile.Read(ref _opened);

    public int Refused => Volatile.Read(ref _refused);

    public async Task RunAsync(IPEndPoint target, CancellationToken ending)
    {
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(() => ComeAgainAsync(target, number, ending), CancellationToken.None)));
    }

    private async Task ComeAgainAsync(IPEndPoint target, int number, CancellationToken ending)
    {
        try
        {
            // Not all in the same instant: what is measured is a siege, and the accept queue has its own limit.
            await Task.Delay(TimeSpan.FromMilliseconds(number % 100 * 30), ending);
            while (!ending.IsCancellationRequested)
            {
                await ConnectAsync(target, number, ending);
                await Task.Delay(s_pause, ending);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ConnectAsync(IPEndPoint target, int number, CancellationToken ending)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        // Each from one of 250 addresses, as a botnet would come: all of 127.0.0.0/8 is this machine. Without a port of its own until it connects
        // (IP_BIND_ADDRESS_NO_PORT), the few ports of a bind(0) would run out.
        if (target.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.SetRawSocketOption(0, 24, [1, 0, 0, 0]);
            socket.Bind(new IPEndPoint(new IPAddress([127, 66, 0, (byte)(number % 250 + 1)]), 0));
        }

        try
        {
            await socket.ConnectAsync(target, ending);
            Interlocked.Increment(ref _opened);
            Interlocked.Increment(ref _open);
            try
            {
                await using var stream = new NetworkStream(socket);
                await harm(stream, ending);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Cut off, as it should be.
            Interlocked.Increment(ref _refused);
        }
    }
}
