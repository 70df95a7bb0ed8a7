using System.Net;
using System.Net.Sockets;
using Maple.Errors;

namespace Maple.Http.Transport;

/// <summary>
/// The address that maple answers on. It is taken before the store is opened: who connects during a start or a restart waits for an answer in the
/// kernel's queue, and is not refused.
/// </summary>
internal sealed class ListeningSocket : IDisposable
{
    /// <summary>Linux cuts it to net.core.somaxconn, 4096 by default.</summary>
    private const int Backlog = 4096;

    private readonly Socket _socket;
    private readonly MapleException? _refusal;

    /// <summary>Begins to listen. That it can't is said by <see cref="Take"/>: a store that another daemon has is the better reason not to start.</summary>
    public ListeningSocket(IPEndPoint address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            // Accepted connections inherit it. Without it, the second write of an answer waits 44 ms for the client's delayed acknowledgement.
            _socket.NoDelay = true;
            _socket.Bind(address);
            _socket.Listen(Backlog);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            _refusal = new MapleException(
                ErrorCode.AddressInUse,
                $"Another program listens on {address} already. Stop it, or set [server] listen to another port.",
                $"{address} 已被其他程序占用。请停止它，或把 [server] listen 改为其他端口。",
                e);
        }
        catch (SocketException e)
        {
            _refusal = new MapleException(
                ErrorCode.InvalidConfig,
                $"Can't listen on {address}: {e.Message}. Set [server] listen to an address of this machine.",
                $"无法监听 {address}：{e.Message}。请把 [server] listen 设为本机的地址。",
                e);
        }
    }

    public bool IsRefused => _refusal is not null;

    /// <exception cref="MapleException"><c>address_in_use</c>, <c>invalid_config</c></exception>
    public Socket Take() => _refusal is null ? _socket : throw _refusal;

    public void Dispose() => _socket.Dispose();
}
