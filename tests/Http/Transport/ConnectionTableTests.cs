using Maple.Http.Transport;
using Maple.Tests.Support;

namespace Maple.Tests.Http.Transport;

public sealed class ConnectionTableTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

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
        const string End = "\r\n\r\n";
        string longHead = $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 5_000)}";
        using ListeningSocket listening = Wire.Listen();
        List<Wire> wires = [];
        List<Task<bool>> heads = [];
        try
        {
            int most = Connection.LargeHeads.CurrentCount;
            for (int i = 0; i < most; i++)
            {
                wires.Add(await Wire.ConnectAsync(listening.Take()));
                await wires[i].SendAsync(longHead);
                heads.Add(wires[i].Connection.ReadHeadAsync().AsTask());
            }

            Assert.True(await Wait.UntilAsync(() => Connection.LargeHeads.CurrentCount == 0));
            using Wire patient = await Wire.ConnectAsync(listening.Take()), cut = await Wire.ConnectAsync(listening.Take());
            await patient.SendAsync(longHead + End);
            await cut.SendAsync(longHead + End);
            Task<bool> waiting = patient.Connection.ReadHeadAsync().AsTask(), never = cut.Connection.ReadHeadAsync().AsTask();

            // A short one is taken in all the same; who has waited for too long is let go.
            using Wire small = await Wire.ConnectAsync(listening.Take());
            await small.SendAsync("GET / HTTP/1.1\r\nHost: a" + End);
            Assert.True(await small.Connection.ReadHeadAsync());
            Assert.True(await Wait.UntilAsync(() => cut.Connection.Buffered.Length == 4096));
            cut.Connection.Cut();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never.WaitAsync(s_patience));
            Assert.False(waiting.IsCompleted);

            wires[0].Connection.Dispose();
            Assert.True(await waiting.WaitAsync(s_patience));
        }
        finally
        {
            wires.ForEach(wire => wire.Dispose());
        }

        await Task.WhenAll(heads.Select(head => head.ContinueWith(_ => { }, TaskScheduler.Default)));
    }
}
