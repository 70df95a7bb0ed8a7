using System.Net.Sockets;
using Maple.Errors;
using Maple.Http.Transport;

namespace Maple.Tests.Http.Transport;

public sealed class ConnectionTableTests
{
    [Fact]
    public async Task A_quarter_of_the_connections_may_have_a_request_under_way()
    {
        const int Max = 80;
        using ListeningSocket listening = Wire.Listen();
        using var table = new ConnectionTable(Max);
        List<Wire> wires = [];
        try
        {
            for (int i = 0; i <= Max / 4; i++)
            {
                wires.Add(await Wire.ConnectAsync(listening.Take()));
                Assert.True(table.TryAdd(wires[i].Connection));
            }

            // maple works on these and waits for none of them, so nobody can be sent away.
            Assert.All(wires[1..], wire => Assert.True(table.TryBegin(wire.Connection)));
            Assert.False(table.TryBegin(wires[0].Connection));
            Assert.Equal((wires.Count, Max / 4), table.Load);

            table.End(wires[1].Connection);
            Assert.True(table.TryBegin(wires[0].Connection));
        }
        finally
        {
            wires.ForEach(wire => wire.Dispose());
        }
    }

    [Fact]
    public async Task Heads_that_are_long_and_do_not_end_hold_no_more_memory_than_is_set_aside_for_them()
    {
        using ListeningSocket listening = Wire.Listen();
        List<Wire> wires = [];
        List<Task<bool>> heads = [];
        try
        {
            for (int i = 0; i <= Connection.LargeHeads.Max; i++)
            {
                wires.Add(await Wire.ConnectAsync(listening.Take()));
                await wires[i].SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 5_000)}");
                heads.Add(wires[i].Connection.ReadHeadAsync().AsTask());
            }

            Task<bool> refused = await Task.WhenAny(heads);
            Assert.Equal(ErrorCode.Overloaded, (await Assert.ThrowsAsync<MapleException>(() => refused)).Code);

            // A short one is taken in all the same, and a long one as soon as another has gone.
            using Wire small = await Wire.ConnectAsync(listening.Take());
            await small.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.True(await small.Connection.ReadHeadAsync());
        }
        finally
        {
            wires.ForEach(wire => wire.Dispose());
        }

        await Task.WhenAll(heads.Select(head => head.ContinueWith(_ => { }, TaskScheduler.Default)));
        using Wire next = await Wire.ConnectAsync(listening.Take());
        await next.SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 5_000)}\r\n\r\n");
        Assert.True(await next.Connection.ReadHeadAsync());
    }
}
