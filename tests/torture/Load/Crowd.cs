using Maple.Tests.EndToEnd;

namespace Maple.Tests.Torture.Load;

/// <summary>Visitors at the same time.</summary>
internal sealed class Crowd(IReadOnlyList<Visitor> visitors)
{
    public IReadOnlyList<Visitor> Visitors => visitors;

    public int Acknowledged => visitors.Sum(visitor => visitor.Acknowledged);

    /// <summary>Has them at work until that many answers have come, then sends the signal; returns when the daemon and they have ended.</summary>
    /// <param name="linger">Between the last of these answers and the signal.</param>
    public async Task<int> WorkUntilAsync(Daemon daemon, int acknowledged, TimeSpan linger, Func<Task> signal)
    {
        int left = acknowledged;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (Visitor visitor in visitors)
        {
            visitor.OnAcknowledged = () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    enough.SetResult();
            };
        }

        Task[] work = [.. visitors.Select(visitor => Task.Run(() => visitor.RunAsync(daemon.Address, CancellationToken.None)))];
        // One that fails is awaited below.
        await Task.WhenAny([enough.Task, .. work]);
        await Task.Delay(linger);
        await signal();
        int exit = await daemon.ExitAsync();
        await Task.WhenAll(work);
        return exit;
    }
}
