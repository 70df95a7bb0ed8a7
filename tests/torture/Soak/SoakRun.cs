using System.Diagnostics;
using System.Globalization;
using Maple.Tests.EndToEnd;
using Maple.Tests.Torture.Load;

namespace Maple.Tests.Torture.Soak;

/// <summary>Mixed load for hours, at a share of a core; nothing may grow. <c>tests/torture/run.sh soak --hours 2</c>.</summary>
public sealed class SoakRun(ITestOutputHelper output)
{
    private const int Clients = 8;
    private const string Password = "correct horse battery";

    private readonly List<Sample> _samples = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _requests;

    /// <summary>Between two requests of a client; adjusted until the daemon uses its share.</summary>
    private double _pauseMilliseconds = 100;

    [Fact(Explicit = true)]
    public async Task Nothing_grows_in_hours_of_mixed_load()
    {
        TimeSpan duration = TimeSpan.FromSeconds(Settings.Number("SECONDS", 2 * 3600));
        double share = Settings.Number("CPU_PERCENT", 30) / 100.0;
        int seed = Settings.Seed();
        string csv = Settings.Text("CSV") ?? Path.Combine(Path.GetTempPath(), "maple-soak.csv");
        output.WriteLine($"{duration}, seed {seed}, samples go to {csv}");
        await using Daemon daemon = await Daemon.StartAsync();
        var account = new Account("bob", await daemon.CreateUserAsync("bob", Password));
        Visitor[] visitors = [.. Enumerable.Range(0, Clients).Select(i => new Visitor(account, i, seed + i, 60_000) { MostPictures = 30 })];

        using var ending = new CancellationTokenSource();
        Task[] work = [.. visitors.Select((visitor, i) => Task.Run(() => WorkAsync(daemon, visitor, seed + 100 + i, ending.Token)))];
        await File.WriteAllTextAsync(csv, Sample.Header + "\n");
        await WatchAsync(daemon, duration, share, csv, work);
        await ending.CancelAsync();
        await Task.WhenAll(work);

        var audit = new StoreAudit(daemon, visitors, answered => true);
        await audit.RunAsync();
        Report(audit);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.True(audit.Problems.Count == 0, audit.ToString());
        Assert.DoesNotContain("\"level\":\"error\"", daemon.Log, StringComparison.Ordinal);
        Assert.All(Trends(), trend => Assert.True(trend.IsFlat, trend.ToString()));
    }

    private async Task WorkAsync(Daemon daemon, Visitor visitor, int seed, CancellationToken ending)
    {
        var api = new ApiClient(daemon.Address, visitor.Account.Key);
        using HttpClient http = api.Http;
        using var others = new OtherVisitors(daemon.Address, visitor.Account.Key, Password, seed);
        while (!ending.IsCancellationRequested)
        {
            await visitor.ActAsync(api);
            visitor.Forget();
            await others.ActAsync();
            Interlocked.Add(ref _requests, 2);
            await Task.Delay(TimeSpan.FromMilliseconds(Volatile.Read(ref _pauseMilliseconds)), CancellationToken.None);
        }
    }

    /// <summary>Steers the load every second and takes a sample every 30 (more often in a short run), until the time is over or a client fails.</summary>
    private async Task WatchAsync(Daemon daemon, TimeSpan duration, double share, string csv, Task[] work)
    {
        TimeSpan interval = TimeSpan.FromSeconds(Math.Min(30, duration.TotalSeconds / 40)), due = interval;
        double cpu = ProcessFigures.Of(daemon.ProcessId).CpuSeconds, at = _clock.Elapsed.TotalSeconds;
        while (_clock.Elapsed < duration && !work.Any(task => task.IsCompleted))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            double cpuNow = ProcessFigures.Of(daemon.ProcessId).CpuSeconds, now = _clock.Elapsed.TotalSeconds;
            double used = (cpuNow - cpu) / (now - at);
            (cpu, at) = (cpuNow, now);
            Volatile.Write(ref _pauseMilliseconds, Math.Clamp(_pauseMilliseconds * Math.Clamp(used / share, 0.8, 1.25), 1, 2000));
            if (_clock.Elapsed < due)
                continue;
            due += interval;
            var sample = Sample.Of(daemon, _clock.Elapsed, Interlocked.Read(ref _requests));
            _samples.Add(sample);
            await File.AppendAllTextAsync(csv, $"{sample}\n");
        }
    }

    private void Report(StoreAudit audit)
    {
        Sample last = _samples[^1];
        output.WriteLine($"{"",-18}{"first",9}{"last",9} quarter's median");
        foreach (Trend trend in Trends())
            output.WriteLine(trend.ToString());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{last.Requests} requests in {last.Seconds:0} s, {last.CpuSeconds / last.Seconds:0.00} of a core; RSS at most {_samples.Max(s => s.RssMegabytes):0} MB; "
                + $"{audit.Found.Count(found => found.Value is not null)} images at the end, {audit.Problems.Count} problems"));
    }

    /// <remarks>
    /// What is allowed is what comes and goes with the moment of a sample: a collection of the heap, requests under way. At 70 requests a second
    /// a leak of 1 KB in each would be 500 MB after two hours.
    /// </remarks>
    private Trend[] Trends() =>
    [
        Trend.Of("RSS", "MB", _samples, sample => sample.RssMegabytes, 0.15, 5),
        Trend.Of("descriptors", "", _samples, sample => sample.Descriptors, 0, 2 * Clients),
        Trend.Of("threads", "", _samples, sample => sample.Threads, 0, 6),
        Trend.Of("temporary files", "", _samples, sample => sample.TemporaryFiles, 0, Clients),
        // The variants of the pictures that are there, and 435 bytes of facts for each that ever was.
        Trend.Of("files", "", _samples, sample => sample.Files, 0.3, 50),
        Trend.Of("database", "MB", _samples, sample => sample.DatabaseMegabytes, 0.15, 8),
    ];
}
