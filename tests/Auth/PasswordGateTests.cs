using Maple.Auth;
using Maple.Errors;

namespace Maple.Tests.Auth;

public sealed class PasswordGateTests
{
    [Fact]
    public async Task So_many_run_so_many_wait_and_the_next_is_refused_at_once()
    {
        var gate = new PasswordGate(parallel: 2, maxWaiting: 3);
        using var open = new ManualResetEventSlim();
        int running = 0, most = 0;
        Task<bool>[] inside = [.. Enumerable.Range(0, 5).Select(_ => gate.RunAsync(Hash))];

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => gate.RunAsync(Hash));

        Assert.Equal(ErrorCode.Overloaded, refusal.Code);
        open.Set();
        Assert.All(await Task.WhenAll(inside), Assert.True);
        Assert.InRange(most, 1, 2);
        Assert.True(await gate.RunAsync(Hash));

        bool Hash()
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            open.Wait();
            Interlocked.Decrement(ref running);
            return true;
        }
    }

    [Fact]
    public async Task Who_stops_waiting_and_what_fails_leave_their_places()
    {
        var gate = new PasswordGate(parallel: 1, maxWaiting: 1);
        using var open = new ManualResetEventSlim();
        Task<int> running = gate.RunAsync(() =>
        {
            open.Wait();
            return 1;
        });
        using var cancellation = new CancellationTokenSource();
        Task<int> waiting = gate.RunAsync(() => 2, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Task<int> failing = gate.RunAsync<int>(() => throw new InvalidOperationException());
        open.Set();
        Assert.Equal(1, await running);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(3, await gate.RunAsync(() => 3));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value)
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
