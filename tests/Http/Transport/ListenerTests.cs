using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Maple.Http;
using Maple.Http.Json;
using Maple.Http.Metrics;
using Maple.Http.Middleware;
using Maple.Http.Transport;
using Maple.Logging;

namespace Maple.Tests.Http.Transport;

/// <summary>What <c>HttpListener</c> and its sockets would do of their own accord, and must not.</summary>
public sealed class ListenerTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// <summary>Without it the second write of an answer waits 44 ms for the client's delayed acknowledgement.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task An_accepted_connection_sends_without_delay(string address)
    {
        using var listening = new ListeningSocket(new IPEndPoint(IPAddress.Parse(address), 0));
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepting = listening.Take().AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        IPAddress target = address == "127.0.0.1" ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        await client.ConnectAsync(target, ((IPEndPoint)listening.Take().LocalEndPoint!).Port, TestContext.Current.CancellationToken);

        using Socket accepted = await accepting;

        Assert.True(accepted.NoDelay);
    }

    /// <summary>Its own <c>Abort</c> writes an empty 200 where no answer has begun.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_abort_is_no_answer(bool isCutBefore)
    {
        using ListeningSocket listening = Wire.Listen();
        using Wire wire = await Wire.ConnectAsync(listening.Take());
        await wire.SendAsync(Get);
        Assert.True(await wire.Connection.ReadHeadAsync());
        var host = new ListenerHost();
        var stream = new ListenerStream(wire.Connection, () => Task.FromResult(false));
        host.Adopt(stream);
        ListenerExchange exchange = await host.NextAsync(bodyLimit: 0);
        if (isCutBefore)
            wire.Connection.Cut();
        else
            Assert.True(stream.CanWrite);

        exchange.Abort();

        Assert.False(stream.CanWrite);
        Assert.Equal("", await wire.ReadToEndAsync());
    }

    [Fact]
    public async Task An_answer_that_fails_before_its_first_byte_is_none()
    {
        using Server server = NewServer(_ => Task.FromResult(Response.Of(HttpStatusCode.OK, new BrokenBody())));
        _ = server.Start();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        using var stream = new NetworkStream(client);
        await stream.WriteAsync("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        string said = "";
        try
        {
            said = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A reset.
        }

        Assert.Equal("", said);
    }

    /// <summary>A server that goes on accepting and answers nobody would hang until somebody looks.</summary>
    [Fact]
    public async Task A_server_whose_listener_fails_says_that_it_has_ended()
    {
        using Server server = NewServer(_ => Task.FromResult(new Response(HttpStatusCode.NoContent)));
        Task serving = server.Start();
        Assert.False(serving.IsCompleted);

        object host = Field(server, "_host");
        ((IDisposable)Field(host, "_listener")).Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => serving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(serving.IsFaulted);
    }

    private static object Field(object target, string name) =>
        target.GetType().GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(target)!;

    private static Server NewServer(Handler handler)
    {
        var envelope = new Envelope(asAscii: false);
        var log = new Log(new LogOptions(), Stream.Null, TimeProvider.System);
        var router = new Router([new Route("GET", "/broken", Access.Anyone, handler)], "", envelope);
        return new Server(
            Wire.Listen().Take(), new LimitOptions(), maxConnections: 100, tls: null,
            new Application([], new ErrorAnswers(envelope, log, isDebug: false), router, new Traffic()), log);
    }

    private sealed class BrokenBody : ResponseBody
    {
        public override long Length => 1_000_000;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset) => throw new IOException("the disk is gone");
    }
}
