using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Maple.Errors;
using Maple.Http.Parsing;
using Maple.Logging;

namespace Maple.Http.Transport;

/// <summary>
/// The accept loop over <see cref="HttpListener"/>, the only file beside <see cref="ListenerExchange"/> that names it. docs/decisions/0006-http-listener.md
/// lists its traps and where each is closed.
/// </summary>
internal sealed class Server(IPEndPoint listen, LimitOptions limits, Application application, Log log) : IDisposable
{
    /// <summary>Requests being worked on at once: each may hold a 64 KB buffer, so that 512 need 32 MB.</summary>
    private const int MaxInFlight = 512;

    /// <summary>
    /// Draining begins so much later: HttpListener answers '100 Continue' by itself, before it hands a request over, and what has been told
    /// to go on is work in flight. A busy machine has been seen to take tens of milliseconds.
    /// </summary>
    private static readonly TimeSpan s_handover = TimeSpan.FromMilliseconds(250);

    private readonly Watchdog _watchdog = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpListener _listener = new();
    private int _inFlight;
    private volatile bool _isDraining;

    /// <summary>Where it listens, with the port that was chosen when 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <exception cref="MapleException"><c>address_in_use</c>, <c>invalid_config</c></exception>
    public void Start()
    {
        const int attempts = 30;
        for (int attempt = 1; ; attempt++)
        {
            int port = listen.Port == 0 ? FreePort(listen.Address) : listen.Port;
            try
            {
                _listener = new HttpListener { IgnoreWriteExceptions = true };
                _listener.Prefixes.Add($"http://*:{port.ToString(CultureInfo.InvariantCulture)}/");
                _listener.Start();
                EndPoint = new IPEndPoint(listen.Address, port);
                break;
            }
            catch (Exception e) when (attempt < attempts && (e is ArgumentNullException || (IsInUse(e) && listen.Port == 0)))
            {
                // Start can lose a race with its own accept under load and leave the socket behind; the finaliser closes it.
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            catch (Exception e) when (IsInUse(e))
            {
                throw new MapleException(
                    ErrorCode.AddressInUse,
                    $"Another program listens on {listen} already. Stop it, or set [server] listen to another port.",
                    $"{listen} 已被其他程序占用。请停止它，或把 [server] listen 改为其他端口。",
                    e);
            }
            catch (Exception e) when (e is HttpListenerException or SocketException)
            {
                throw new MapleException(
                    ErrorCode.InvalidConfig,
                    $"Can't listen on {listen}: {e.Message}. Set [server] listen to an address of this machine.",
                    $"无法监听 {listen}：{e.Message}。请把 [server] listen 设为本机的地址。",
                    e);
            }
        }

        ListeningSocket.Prepare(EndPoint.Port, EndPoint.Address);
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>Takes no new work, lets what is in flight end, and returns whether all of it did in time.</summary>
    /// <remarks>The listener itself is never stopped: stopping it answers '200 OK' to half-received uploads. The process ends instead.</remarks>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        await Task.Delay(s_handover).ConfigureAwait(false);
        _isDraining = true;
        if (Volatile.Read(ref _inFlight) == 0)
            return true;
        return await Task.WhenAny(_drained.Task, Task.Delay(patience)).ConfigureAwait(false) == _drained.Task;
    }

    private static int FreePort(IPAddress address)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static bool IsInUse(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or HttpListenerException { ErrorCode: 98 or 183 or 48 or 10048 };

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
                // Counted before it waits for a thread, or draining under load would overlook it.
                int inFlight = Interlocked.Increment(ref _inFlight);
                _ = Task.Run(() => ServeAsync(context, inFlight));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                log.Error("accepting a connection failed", e);
            }
        }
    }

    private async Task ServeAsync(HttpListenerContext context, int inFlight)
    {
        try
        {
            await ServeCountedAsync(context, inFlight).ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Decrement(ref _inFlight) == 0 && _isDraining)
                _drained.TrySetResult();
        }
    }

    private async Task ServeCountedAsync(HttpListenerContext context, int inFlight)
    {
        var deadline = new TransferDeadline(limits.BodyIdle);
        ListenerExchange exchange;
        try
        {
            exchange = new ListenerExchange(context, limits.MaxBody, deadline);
        }
        catch (Exception e)
        {
            // HttpListener hands over requests that it has answered itself; the connection behind them is gone.
            log.Debug("a request was dropped by the listener", ("error", e.Message));
            return;
        }

        _watchdog.Watch(deadline, () => RefuseAsync(exchange, TransferErrors.TimedOut()));
        try
        {
            if (!listen.Address.Equals(IPAddress.Any) && !exchange.Local.Equals(listen.Address))
                exchange.Abort(HttpStatusCode.MisdirectedRequest);
            else if (Refusal(exchange, inFlight) is { } refused)
                await RefuseAsync(exchange, refused).ConfigureAwait(false);
            else
                await AnswerAsync(exchange).ConfigureAwait(false);
        }
        finally
        {
            _watchdog.Forget(deadline);
        }
    }

    private MapleException? Refusal(ListenerExchange exchange, int inFlight)
    {
        if (inFlight > MaxInFlight || _isDraining)
            return TransferErrors.Overloaded();
        if (exchange.HasTwoFramings)
            return TransferErrors.TwoFramings();
        // HTTP/1.1 without Host is refused by HttpListener itself; HTTP/1.0 may leave it out.
        return exchange.Header("Host") is { } host && !HostHeader.IsValid(host) ? TransferErrors.InvalidHost() : null;
    }

    private Task RefuseAsync(ListenerExchange exchange, MapleException refusal)
    {
        log.Info("refused", ("client", exchange.Peer.ToString()), ("code", refusal.Code.Word()));
        return exchange.CutAsync(application.Refuse(exchange, refusal));
    }

    private async Task AnswerAsync(ListenerExchange exchange)
    {
        try
        {
            Response response = await application.AnswerAsync(exchange).ConfigureAwait(false);
            await using (response.Body.ConfigureAwait(false))
                await exchange.SendAsync(response, keepAlive: !_isDraining).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The application turns its own errors into answers: what is left is a client that went away.
            log.Debug("an answer could not be sent", ("error", e.Message));
            exchange.Abort(HttpStatusCode.InternalServerError);
        }
    }

    /// <summary>Leaves the listener as it is, as <see cref="DrainAsync"/> does: its Abort would answer '200 OK' to what it has half received.</summary>
    public void Dispose() => _watchdog.Dispose();
}
