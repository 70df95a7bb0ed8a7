using Maple.Logging;

namespace Maple.Cli.Service;

/// <summary>Tells the service manager that the daemon is alive, as long as it is: each time it is asked, as a client would ask.</summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    /// <param name="answers">Whether the daemon answers; it has a quarter of the manager's time to find out.</param>
    public Watchdog(ServiceManager manager, Func<CancellationToken, Task<bool>> answers, Log log) =>
        _watching = manager.WatchdogTime is { } time ? Task.Run(() => WatchAsync(manager, time, answers, log)) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    /// <remarks>Half of the time between two questions (sd_watchdog_enabled(3)), and a quarter for the answer, leave a quarter for a machine that is busy.</remarks>
    private async Task WatchAsync(ServiceManager manager, TimeSpan time, Func<CancellationToken, Task<bool>> answers, Log log)
    {
        using var timer = new PeriodicTimer(time / 2);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                patience.CancelAfter(time / 4);
                if (await answers(patience.Token))
                    manager.SayAlive();
                else if (!_end.IsCancellationRequested)
                    log.Error("the daemon did not answer itself; the service manager is not told that it is alive");
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
