using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Maple.Tests.EndToEnd.OpenApi;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>One connection that sends whatever bytes a test likes, as no HTTP library would.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>Far above what any answer takes; a daemon that hangs fails the test instead of stopping it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly MemoryStream _received = new();

    private RawClient(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawClient> ConnectAsync(Daemon daemon)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
        return new RawClient(socket);
    }

    /// <summary>One request and its answer, over a connection of their own. The answer must be one that docs/openapi.json describes.</summary>
    public static async Task<RawAnswer> ExchangeAsync(Daemon daemon, RawRequest request, bool halfClose = false)
    {
        using RawClient client = await ConnectAsync(daemon);
        await client.SendAsync(request.ToBytes());
        if (halfClose)
            client.HalfClose();
        RawAnswer answer = await client.ReadAnswerAsync(isHead: request.IsHead);
        if (request.Path is { } path)
        {
            string? mediaType = answer.Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];
            byte[]? json = mediaType == "application/json" && answer.Body.Length > 0 ? answer.Body : null;
            string? wrong = await DocumentedAnswers.ProblemAsync(request.Method, path, (HttpStatusCode)answer.Status, mediaType, json);
            Assert.True(wrong is null, wrong);
        }

        return answer;
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

    /// <summary>How many bytes come until the server ends the connection; a reset fails.</summary>
    public async Task<long> ReadRestAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        for (int read = 1; read > 0; total += read)
            read = await _stream.ReadAsync(buffer, patience.Token);
        return total;
    }

    /// <summary>Null when none has come for a while, or the connection was ended.</summary>
    public async Task<RawAnswer?> TryReadAnswerAsync()
    {
        var patience = TimeSpan.FromMilliseconds(50);
        return await Task.Run(() => _socket.Poll(patience, SelectMode.SelectRead) && _socket.Available > 0) ? await ReadAnswerAsync() : null;
    }

    public async Task<RawAnswer> ReadAnswerAsync(bool isHead = false)
    {
        using var patience = new CancellationTokenSource(s_patience);
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            if (RawAnswer.Parse(_received.GetBuffer().AsSpan(0, (int)_received.Length), isHead, out int length) is { } answer)
            {
                byte[] rest = _received.ToArray()[length..];
                _received.SetLength(0);
                _received.Write(rest);
                return answer;
            }

            int read = await _stream.ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"the connection ended within an answer: '{Encoding.Latin1.GetString(_received.ToArray())}'");
            _received.Write(buffer, 0, read);
        }
    }

    public async Task<IReadOnlyList<RawAnswer>> ReadAnswersAsync(int count)
    {
        var answers = new List<RawAnswer>();
        while (answers.Count < count)
            answers.Add(await ReadAnswerAsync());
        return answers;
    }

    /// <summary>Whether the server has ended the connection and all that it sent was read.</summary>
    public bool IsEnded => _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;

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

    public void Dispose()
    {
        _stream.Dispose();
        _received.Dispose();
    }
}

/// <summary>An answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Code => Json.TryGetProperty("code", out JsonElement code) ? code.GetString() : null;

    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>Null while something is missing.</summary>
    /// <param name="length">Of the whole answer.</param>
    public static RawAnswer? Parse(ReadOnlySpan<byte> received, bool isHead, out int length)
    {
        length = 0;
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
        length = end + 4;
        if (isHead || status is 100 or 204 or 304)
            return new RawAnswer(status, headers, []);
        int bodyLength = headers.TryGetValue("Content-Length", out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : 0;
        length += bodyLength;
        return rest.Length < bodyLength ? null : new RawAnswer(status, headers, rest[..bodyLength].ToArray());
    }
}
