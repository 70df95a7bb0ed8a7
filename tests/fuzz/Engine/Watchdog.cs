namespace Maple.Fuzz.Engine;

/// <summary>Ends the process when an execution doesn't. An execution takes microseconds; a machine that is busy with other things, or a slow peer, at most seconds.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Timer _timer;
    private long _before = -1;

    public Watchdog(Campaign campaign, string name) => _timer = new Timer(
        _ =>
        {
            if (campaign.Executions == _before)
            {
                Console.WriteLine($"{name}: execution {_before} does not end (run it again with the same seed and --executions {_before + 1})");
                Environment.Exit(3);
            }

            _before = campaign.Executions;
        },
        null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    public void Dispose() => _timer.Dispose();
}
