using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Maple.Tests.Browser;

/// <summary>
/// A Chromium of its own, spoken to in its own protocol (Chrome DevTools Protocol). Whoever drives a page with scripts works on its main thread
/// too; this only looks on.
/// </summary>
internal sealed class DevTools : IAsyncDisposable
{
    private const string Listening = "DevTools listening on ";
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(Chromium.Patience);

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly Process _process;
    private Task _reading = Task.CompletedTask;
    private int _lastId;

    private DevTools(string profile) => _process = Process.Start(new ProcessStartInfo(
        Chromium.Program, [.. Chromium.Arguments, "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={profile}", "--window-size=1280,800", "about:blank"])
    {
        RedirectStandardError = true,
    })!;

    /// <param name="profile">An empty folder, which Chromium fills.</param>
    public static async Task<DevTools> StartAsync(string profile)
    {
        var tools = new DevTools(profile);
        string line;
        do
            line = await tools._process.StandardError.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("chromium ended early");
        while (!line.StartsWith(Listening, StringComparison.Ordinal));
        _ = tools._process.StandardError.ReadToEndAsync();
        await tools._socket.ConnectAsync(new Uri(line[Listening.Length..]), CancellationToken.None);
        tools._reading = tools.ReadAsync();
        return tools;
    }

    /// <param name="session">Of a page; none for the browser itself.</param>
    public async Task<JsonElement> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = ++_lastId;
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        return await answer.Task.WaitAsync(s_patience);
    }

    /// <summary>The events up to the one that is waited for, which is the last.</summary>
    public async Task<List<JsonElement>> EventsUntilAsync(Func<JsonElement, bool> isLast)
    {
        using var patience = new CancellationTokenSource(s_patience);
        List<JsonElement> events = [];
        do
            events.Add(await _events.Reader.ReadAsync(patience.Token));
        while (!isLast(events[^1]));
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await MessageAsync() is { } message)
            {
                if (!message.TryGetProperty("id", out JsonElement id))
                    _events.Writer.TryWrite(message);
                else if (_asked.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer))
                    Answer(answer, message);
            }
        }
        catch (WebSocketException)
        {
            // The browser has ended.
        }
    }

    private static void Answer(TaskCompletionSource<JsonElement> answer, JsonElement message)
    {
        if (message.TryGetProperty("result", out JsonElement result))
            answer.SetResult(result);
        else
            answer.SetException(new InvalidOperationException(message.GetRawText()));
    }

    private async Task<JsonElement?> MessageAsync()
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length));
    }
}
