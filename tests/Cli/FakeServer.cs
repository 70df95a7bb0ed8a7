using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Maple.Tests.Cli;

internal sealed record FakeRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

internal sealed record FakeAnswer(int Status, string Body, string ContentType = "application/json", string ExtraHeaders = "")
{
    /// <summary>Answers at once and closes, whatever is still to come.</summary>
    public bool WithoutReading { get; init; }

    public static FakeAnswer Envelope(int status, string data, string message = "") =>
        new(status, $$"""{"status":"{{status}}","message":"{{message}}","data":{{data}}}""");
}

/// <summary>A server that speaks just enough HTTP, one request per connection, and answers what the test says.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<FakeRequest, FakeAnswer> _answer;
    private readonly Task _loop;

    public FakeServer(Func<FakeRequest, FakeAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}/";

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                var head = await ReadHeadAsync(stream);
                var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
                var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
                var preview = _answer(new(lines[0], headers, []));
                if (!preview.WithoutReading)
                {
                    if (headers.ContainsKey("Expect"))
                        await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
                    var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
                    await stream.ReadExactlyAsync(body);
                    var request = new FakeRequest(lines[0], headers, body);
                    Requests.Enqueue(request);
                    preview = _answer(request);
                }
                var bytes = Encoding.UTF8.GetBytes(preview.Body);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {preview.Status} X\r\nContent-Type: {preview.ContentType}\r\nContent-Length: {bytes.Length}\r\n{preview.ExtraHeaders}Connection: close\r\n\r\n"));
                await stream.WriteAsync(bytes);
            }
            catch (IOException)
            {
            }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
            if (head[0] == 0x16)
                throw new IOException("TLS knocks.");
        }
        return Encoding.ASCII.GetString([.. head]);
    }
}
