using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Maple.Tests.Support;

/// <summary>A server on loopback that answers what a test has written down, byte for byte, and remembers what it was asked.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public PlainServer()
    {
        _listener.Start();
        _loop = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Heads, as they came.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>By path; null: it takes the request and says nothing.</summary>
    public Dictionary<string, byte[]?> Answers { get; } = [];

    /// <summary>Ends a connection with a reset behind its answer.</summary>
    public bool Resets { get; set; }

    public void Answer(string path, string head, byte[]? body = null) =>
        Answers[path] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {head.ReplaceLineEndings("\r\n")}\r\nConnection: close\r\n\r\n"), .. body ?? []];

    public void AnswerPicture(string path, byte[] picture) => Answer(path, $"200 OK\nContent-Type: image/png\nContent-Length: {picture.Length}", picture);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _loop;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var head = new StringBuilder();
                byte[] buffer = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    int read = await stream.ReadAsync(buffer, _end.Token);
                    if (read == 0)
                        return;
                    head.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }

                lock (Requests)
                    Requests.Add(head.ToString());
                byte[]? answer = Answers.GetValueOrDefault(head.ToString().Split(' ')[1], "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                if (answer is null)
                    await Task.Delay(Timeout.Infinite, _end.Token);
                await stream.WriteAsync(answer, _end.Token);
                if (Resets)
                    client.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or the client has gone.
            }
        }
    }
}
