using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>One connection that sends whatever bytes a test likes, as no HTTP library would.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>Far above what any answer takes; a daemon that hangs fails the test instead of stopping it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawClient(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawClient> ConnectAsync(Daemon daemon)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
        return new RawClient(socket);
    }

    /// <summary>One request and its answer, over a connection of their own.</summary>
    public static async Task<RawAnswer> ExchangeAsync(Daemon daemon, RawRequest request, bool halfClose = false)
    {
        using RawClient client = await ConnectAsync(daemon);
        await client.SendAsync(request.ToBytes());
        if (halfClose)
            client.HalfClose();
        return await client.ReadAnswerAsync(isHead: request.IsHead);
    }

    /// <summary>Sends everything before it listens, as most libraries do. A server that closes early makes this fail, as it would them.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _stream.WriteAsync(bytes, patience.Token);
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away with a reset, as a machine that crashed does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>At least so many bytes of what comes, then no more.</summary>
    public async Task ReadSomeAsync(int count)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _stream.ReadAtLeastAsync(new byte[count], count, cancellationToken: patience.Token);
    }

    public async Task<RawAnswer> ReadAnswerAsync(bool isHead = false)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var received = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        RawAnswer? answer;
        while ((answer = RawAnswer.Parse(received.GetBuffer().AsSpan(0, (int)received.Length), isHead)) is null)
        {
            int read = await _stream.ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"the connection ended within an answer: '{Encoding.Latin1.GetString(received.ToArray())}'");
            received.Write(buffer, 0, read);
        }

        return answer;
    }

    /// <summary>Whether the server ends the connection, whatever it still sends before.</summary>
    public async Task<bool> IsEndedAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _stream.CopyToAsync(Stream.Null, patience.Token);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _stream.Dispose();
}

/// <summary>An answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Code => Json.TryGetProperty("code", out JsonElement code) ? code.GetString() : null;

    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>Null while something is missing.</summary>
    public static RawAnswer? Parse(ReadOnlySpan<byte> received, bool isHead)
    {
        int end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        string[] lines = Encoding.Latin1.GetString(received[..end]).Split("\r\n");
        Assert.Matches(@"^HTTP/1\.1 \d{3} ", lines[0]);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();

        int status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> rest = received[(end + 4)..];
        if (isHead || status is 204 or 304)
            return new RawAnswer(status, headers, []);
        // HttpListener's own answers are chunked or without a body; ours never are.
        if (headers.ContainsKey("Transfer-Encoding"))
            return rest.EndsWith("0\r\n\r\n"u8) ? new RawAnswer(status, headers, rest.ToArray()) : null;
        int length = headers.TryGetValue("Content-Length", out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : 0;
        return rest.Length < length ? null : new RawAnswer(status, headers, rest[..length].ToArray());
    }
}
