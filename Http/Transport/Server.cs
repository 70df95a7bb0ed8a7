using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Maple.Errors;
using Maple.Logging;

namespace Maple.Http.Transport;

/// <summary>
/// Accepts connections, takes sound requests from them, and has each answered. What stands on the open net is this and
/// <see cref="Connection"/>; docs/decisions/0006-http-listener.md tells why.
/// </summary>
/// <param name="socket">Listens already; this one's to dispose.</param>
/// <param name="maxConnections">At once.</param>
/// <param name="tls">Null: plain HTTP.</param>
internal sealed class Server(Socket socket, LimitOptions limits, int maxConnections, TlsCertificates? tls, Application application, Log log) : IDisposable
{
    /// <summary>So many may listen to why they are not served; of a crowd, those that came first have to go.</summary>
    private const int TurnedAwayAtOnce = 64;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly ConnectionTable _connections = new(maxConnections);
    private readonly ListenerHost _host = new();
    private readonly ConcurrentQueue<Connection> _turnedAway = new();

    /// <summary>Where it listens, with the port that was chosen when 0 was asked for.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

    public string Scheme => tls is null ? "http" : "https";

    /// <inheritdoc cref="ConnectionTable.Load"/>
    public (int Connections, int InFlight) Load => _connections.Load;

    /// <summary>Takes requests until the task ends: before a drain that is a fault, after which nobody would be answered any more.</summary>
    public Task Start()
    {
        _connections.Start();
        return Task.WhenAny(Task.Run(AcceptAsync), Task.Run(ServeAsync)).Unwrap();
    }

    /// <summary>Takes no new work, lets what is in flight end, and returns whether all of it did in time.</summary>
    public Task<bool> DrainAsync(TimeSpan patience)
    {
        socket.Dispose();
        return _connections.DrainAsync(patience);
    }

    public void Dispose()
    {
        socket.Dispose();
        _connections.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_connections.IsDraining)
        {
            try
            {
                Socket client = await socket.AcceptAsync().ConfigureAwait(false);
                _ = Task.Run(() => WelcomeAsync(client));
            }
            catch (Exception e) when (e is not (ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted }))
            {
                log.Error("accepting a connection failed", e);
                // Out of descriptors, most likely, and trying at once would fail again.
                _connections.MakeRoom();
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private async Task WelcomeAsync(Socket client)
    {
        Connection connection;
        try
        {
            connection = new Connection(client, limits);
        }
        catch (SocketException)
        {
            // It is gone already.
            client.Dispose();
            return;
        }

        if (!_connections.TryAdd(connection))
        {
            // Behind TLS it would need a handshake first, which is the work that there is no room for.
            if (tls is null)
                await TurnAwayAsync(connection).ConfigureAwait(false);
            End(connection);
        }
        else if (!await IsSecuredAsync(connection).ConfigureAwait(false))
        {
            End(connection);
        }
        else if (await NextRequestAsync(connection).ConfigureAwait(false))
        {
            _host.Adopt(new ListenerStream(connection, () => NextRequestAsync(connection)));
        }
    }

    private async Task<bool> IsSecuredAsync(Connection connection)
    {
        if (tls is null)
            return true;
        try
        {
            bool? speaksTls = await connection.SpeaksTlsAsync().ConfigureAwait(false);
            if (speaksTls == true)
            {
                await connection.SecureAsync(tls.Options).ConfigureAwait(false);
                return true;
            }

            if (speaksTls == false)
                await RefuseAsync(connection, TransferErrors.SpeaksTls()).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Debug("a TLS handshake failed", ("client", connection.Peer.ToString()), ("error", e.Message));
        }

        return false;
    }

    /// <summary>
    /// Waits for the connection's next request that <c>HttpListener</c> is to answer; answers those for pictures meanwhile, and refuses what is none.
    /// False: nothing more will come, and it is ended.
    /// </summary>
    private async Task<bool> NextRequestAsync(Connection connection)
    {
        try
        {
            bool goesOn = true;
            while (goesOn && await connection.ReadHeadAsync().ConfigureAwait(false))
            {
                if (!_connections.TryBegin(connection))
                    throw TransferErrors.Overloaded();
                if (!PictureAnswers.Cover(connection.Head!))
                    return true;
                goesOn = await AnswerPictureAsync(connection).ConfigureAwait(false);
            }
        }
        catch (MapleException refusal)
        {
            await RefuseAsync(connection, refusal).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!connection.Buffered.IsEmpty)
        {
            await RefuseAsync(connection, TransferErrors.HeadTimedOut()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Idle for too long, or gone.
        }

        End(connection);
        return false;
    }

    /// <summary>False: it was the last answer of this connection.</summary>
    private async Task<bool> AnswerPictureAsync(Connection connection)
    {
        bool keepAlive;
        try
        {
            Response response = await application.AnswerAsync(new BodilessRequest(connection)).ConfigureAwait(false);
            keepAlive = connection.Head!.KeepsAlive && !_connections.IsDraining;
            await using (response.Body.ConfigureAwait(false))
                await AnswerWriter.WriteAsync(connection, response, keepAlive).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A body that was cut never looks complete.
            log.Debug("an answer could not be sent", ("error", e.Message));
            connection.Abort();
            return false;
        }

        _connections.End(connection);
        if (!keepAlive)
            await connection.LingerAsync().ConfigureAwait(false);
        return keepAlive;
    }

    private async Task RefuseAsync(Connection connection, MapleException refusal)
    {
        try
        {
            Response response = application.Refuse(new BodilessRequest(connection), refusal);
            await AnswerWriter.WriteAsync(connection, response, keepAlive: false).ConfigureAwait(false);
            await connection.LingerAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // It doesn't want to hear why.
        }
    }

    /// <summary>It is none of the connections that the table watches, so nobody else would end it.</summary>
    private async Task TurnAwayAsync(Connection connection)
    {
        _turnedAway.Enqueue(connection);
        if (_turnedAway.Count > TurnedAwayAtOnce && _turnedAway.TryDequeue(out Connection? first))
            first.Abort();
        using var patience = new CancellationTokenSource(s_farewell);
        await using (patience.Token.Register(connection.Cut).ConfigureAwait(false))
            await RefuseAsync(connection, TransferErrors.Overloaded()).ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            ListenerExchange exchange = await _host.NextAsync(limits.MaxBody).ConfigureAwait(false);
            _ = Task.Run(() => AnswerAsync(exchange));
        }
    }

    private async Task AnswerAsync(ListenerExchange exchange)
    {
        bool isEnded = true;
        try
        {
            Response response = await application.AnswerAsync(exchange).ConfigureAwait(false);
            await using (response.Body.ConfigureAwait(false))
                await exchange.SendAsync(response, keepAlive: !_connections.IsDraining).ConfigureAwait(false);
            _connections.End(exchange.Connection);
            isEnded = await exchange.FinishAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The application turns its own errors into answers: what is left is a client that went away.
            log.Debug("an answer could not be sent", ("error", e.Message));
            exchange.Abort();
        }

        if (isEnded)
            End(exchange.Connection);
    }

    private void End(Connection connection)
    {
        _connections.Remove(connection);
        connection.Dispose();
    }
}
