using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using SuppressMessage = System.Diagnostics.CodeAnalysis.SuppressMessageAttribute;

namespace Maple.Http.Transport;

/// <summary>
/// <see cref="HttpListener"/> over connections that maple accepts itself. It has no public way to be given one, so its own types are
/// called by name: they are part of the binary, and a name that changed shows at the first request of any test.
/// docs/decisions/0006-http-listener.md has the figures that speak for this.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "It lives as long as the process: closing it would answer 200 to whatever is half done.")]
internal sealed class ListenerHost
{
    private const string ConnectionType = "System.Net.HttpConnection, System.Net.HttpListener";
    private const string EndPointType = "System.Net.HttpEndPointListener, System.Net.HttpListener";
    private const string PrefixType = "System.Net.ListenerPrefix, System.Net.HttpListener";

    /// <summary>Stands in for the timers with which each connection would be cut after 15 idle seconds: <see cref="TransferDeadline"/> does that.</summary>
    private static readonly Timer s_never = new(_ => { });

    private readonly HttpListener _listener = new();
    private readonly object _endPoint;

    public ListenerHost()
    {
        _listener.Start();
        // An end point binds a port. It is closed at once: nobody may come in that way.
        _endPoint = NewEndPoint(_listener, IPAddress.Loopback, 0, secure: false);
        SocketOf(_endPoint).Dispose();
        AddPrefix(_endPoint, NewPrefix("http://*:80/"), _listener);
    }

    /// <summary>Makes a request on the stream come out of <see cref="NextAsync"/>, and then the next one.</summary>
    public void Adopt(ListenerStream stream)
    {
        object connection = NewConnection(stream.Connection.Socket, _endPoint, secure: false, null!);
        StreamOf(connection) = stream;
        TimerOf(connection) = s_never;
        BeginReadRequest(connection);
    }

    /// <param name="bodyLimit">Bytes that the request's body may have.</param>
    public async Task<ListenerExchange> NextAsync(long bodyLimit)
    {
        HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
        object owner = ConnectionOf(context);
        // It would close after a hundred: behind TLS, whose handshake costs a millisecond, that adds a tenth to each small request.
        ReusesOf(owner) = 0;
        Connection connection = ((ListenerStream)StreamOf(owner)).Connection;
        return new ListenerExchange(context, connection, connection.Head!, bodyLimit);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(EndPointType)]
    private static extern object NewEndPoint(HttpListener listener, IPAddress address, int port, bool secure);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket SocketOf([UnsafeAccessorType(EndPointType)] object endPoint);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(PrefixType)]
    private static extern object NewPrefix(string prefix);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void AddPrefix(
        [UnsafeAccessorType(EndPointType)] object endPoint, [UnsafeAccessorType(PrefixType)] object prefix, HttpListener listener);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(ConnectionType)]
    private static extern object NewConnection(
        Socket socket, [UnsafeAccessorType(EndPointType)] object endPoint, bool secure, X509Certificate certificate);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stream")]
    private static extern ref Stream StreamOf([UnsafeAccessorType(ConnectionType)] object connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_timer")]
    private static extern ref Timer TimerOf([UnsafeAccessorType(ConnectionType)] object connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_reuses")]
    private static extern ref int ReusesOf([UnsafeAccessorType(ConnectionType)] object connection);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void BeginReadRequest([UnsafeAccessorType(ConnectionType)] object connection);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connection")]
    [return: UnsafeAccessorType(ConnectionType)]
    private static extern object ConnectionOf(HttpListenerContext context);
}
