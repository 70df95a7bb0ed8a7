using System.Globalization;
using System.Net.Sockets;

namespace Maple.Cli.Service;

/// <summary>
/// Whoever started the daemon and wants to know how it is, as systemd does (sd_notify(3)): datagrams to a unix socket. Where there is nobody, nothing is sent.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket? _socket;

    private ServiceManager(Socket? socket, TimeSpan? watchdog) => (_socket, WatchdogTime) = (socket, watchdog);

    /// <summary>Within it, it wants to hear <see cref="SayAlive"/>, or else it kills. Null: it doesn't.</summary>
    public TimeSpan? WatchdogTime { get; }

    public static ServiceManager Of(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("NOTIFY_SOCKET") is { Length: > 1 } address && TryConnect(address) is { } socket
            ? new(socket, WatchdogOf(environment))
            : new(null, null);

    /// <summary>From now on requests are answered.</summary>
    /// <param name="status">A line for people; <c>systemctl status</c> shows it.</param>
    public void SayReady(string status) => Tell($"READY=1\nSTATUS={status}");

    public void SayStopping() => Tell("STOPPING=1\nSTATUS=finishing what is in flight");

    public void SayAlive() => Tell("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Tell(string state)
    {
        try
        {
            _socket?.Send(System.Text.Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // Nobody listens any more.
        }
    }

    private static Socket? TryConnect(string address)
    {
        // Others are AF_VSOCK, for virtual machines.
        if (address[0] is not ('/' or '@'))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // An abstract address begins with a zero byte (unix(7)), which no variable can hold.
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static TimeSpan? WatchdogOf(IReadOnlyDictionary<string, string> environment)
    {
        // sd_watchdog_enabled(3): set for another process when it was inherited.
        if (environment.GetValueOrDefault("WATCHDOG_PID") is { } process && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long time) && time > 0
            ? TimeSpan.FromMicroseconds(time)
            : null;
    }
}
