using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Maple.Tests.Cli.Service;

/// <summary>The service manager's side of sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _address;

    public NotifySocket(bool isAbstract)
    {
        string name = $"maple-notify-{Guid.NewGuid():N}";
        _address = isAbstract ? "@" + name : Path.Combine(Path.GetTempPath(), name);
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name : _address));
    }

    public Dictionary<string, string> Environment(TimeSpan? watchdog = null)
    {
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = _address };
        if (watchdog is { } time)
            environment["WATCHDOG_USEC"] = time.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture);
        return environment;
    }

    /// <summary>What has come so far.</summary>
    public List<string> Received()
    {
        var all = new List<string>();
        byte[] buffer = new byte[4096];
        while (_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            all.Add(Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer)));
        return all;
    }

    /// <summary>The next that comes.</summary>
    public async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, patience.Token));
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_address[0] == '/')
            File.Delete(_address);
    }
}
