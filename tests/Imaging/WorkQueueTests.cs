using Maple.Errors;
using Maple.Imaging;

namespace Maple.Tests.Imaging;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_than_may_wait_is_refused_at_once_and_the_rest_is_done()
    {
        WorkQueue queue = new(workers: 1, maxWaiting: 2, maxBytes: 100);
        using ManualResetEventSlim gate = new();
        Task<bool>[] accepted = [.. Enumerable.Range(0, 3).Select(_ => queue.RunAsync(1, () => gate.Wait(s_patience), _cancellation))];

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => queue.RunAsync(1, () => true, _cancellation));
        Assert.Equal(ErrorCode.Overloaded, refusal.Code);

        gate.Set();
        Assert.All(await Task.WhenAll(accepted), Assert.True);
        Assert.True(await queue.RunAsync(1, () => true, _cancellation));
    }

    [Fact]
    public async Task Works_that_do_not_fit_into_memory_together_run_one_after_the_other()
    {
        WorkQueue queue = new(workers: 4, maxWaiting: 100, maxBytes: 100);
        int running = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => queue.RunAsync(60, () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Thread.Yield();
            return Interlocked.Decrement(ref running);
        }, _cancellation)));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task One_who_stops_waiting_takes_no_turn()
    {
        WorkQueue queue = new(workers: 1, maxWaiting: 1, maxBytes: 100);
        using ManualResetEventSlim gate = new();
        using CancellationTokenSource impatient = new();
        Task<bool> first = queue.RunAsync(1, () => gate.Wait(s_patience), _cancellation);
        Task<bool> second = queue.RunAsync(1, () => true, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Task<bool> third = queue.RunAsync(1, () => true, _cancellation);
        gate.Set();
        Assert.True(await first);
        Assert.True(await third);
    }

    [Fact]
    public async Task A_failure_gives_its_place_back()
    {
        WorkQueue queue = new(workers: 1, maxWaiting: 1, maxBytes: 100);
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync<bool>(1, () => throw new InvalidOperationException(), _cancellation));
        Assert.True(await queue.RunAsync(1, () => true, _cancellation));
    }
}

/// <summary>Work that these tests have no thread for.</summary>
internal static class WorkQueueExtensions
{
    public static Task<T> RunAsync<T>(this WorkQueue queue, long bytes, Func<T> work, CancellationToken cancellation) =>
        queue.RunAsync(bytes, () => Task.Run(work, cancellation), cancellation);
}
