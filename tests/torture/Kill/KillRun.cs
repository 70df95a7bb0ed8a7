using System.Diagnostics;
using System.Globalization;
using Maple.Tests.EndToEnd;
using Maple.Tests.Torture.Load;

namespace Maple.Tests.Torture.Kill;

/// <summary>
/// SIGKILL at random instants under 16 clients, at times in the middle of a start, at times SIGTERM; after each everything is looked at.
/// <c>tests/torture/run.sh kill --rounds 200 --seed 7</c> makes the long run.
/// </summary>
public sealed class KillRun(ITestOutputHelper output) : IDisposable
{
    private const int Clients = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-torture-").FullName;
    private readonly List<Visitor> _visitors = [];
    private readonly HashSet<string> _gone = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _asked, _happened, _startsKilled, _recovered;

    private int Acknowledged => _visitors.Sum(visitor => visitor.Acknowledged);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_survives_kills_at_random_instants()
    {
        int rounds = Settings.Number("ROUNDS", 15), seed = Settings.Seed();
        output.WriteLine($"{rounds} rounds, seed {seed}");
        var random = new Random(seed);
        await using (Daemon first = await Daemon.StartAsync(_folder))
        {
            Account[] accounts = [new("bob", await first.CreateUserAsync("bob")), new("eve", await first.CreateUserAsync("eve"))];
            for (int i = 0; i < Clients; i++)
                _visitors.Add(new Visitor(accounts[i % accounts.Length], i, random.Next()));
        }

        for (int round = 1; round <= rounds; round++)
            await RoundAsync(round, random);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Acknowledged} acknowledged, {_gone.Count} images deleted, {_asked} changes in doubt ({_happened} had happened), "
                + $"{_startsKilled} starts killed, {_recovered} images finished or taken back by recovery, {_clock.Elapsed.TotalSeconds:0} s"));
    }

    private async Task RoundAsync(int round, Random random)
    {
        int before = Acknowledged;
        bool gently = random.Next(6) == 0;
        int startsToKill = random.Next(4) == 0 ? random.Next(1, 4) : 0;
        int answers = random.Next(1, 100);
        await using (Daemon daemon = await Daemon.StartAsync(_folder))
        {
            string signal = gently ? "TERM" : "KILL";
            int exit = await new Crowd(_visitors).WorkUntilAsync(
                daemon, answers, TimeSpan.FromMilliseconds(random.Next(30)), () => daemon.SignalAsync(signal));
            Assert.Equal(gently ? 0 : 128 + 9, exit);
        }

        for (int i = 0; i < startsToKill; i++)
            await KillStartAsync(TimeSpan.FromMilliseconds(random.Next(1, 250)));

        await using Daemon next = await Daemon.StartAsync(_folder);
        var audit = new StoreAudit(next, _visitors, answered => true);
        await audit.RunAsync();
        _recovered += Recovered(next.Log);
        _asked += audit.InDoubt.Asked;
        _happened += audit.InDoubt.Happened;
        output.WriteLine(
            $"{round}: {(gently ? "TERM" : "KILL")} after {Acknowledged - before} answers, {startsToKill} starts killed, "
                + $"{audit.InDoubt} in doubt, {audit.Problems.Count} problems");
        Assert.True(audit.Problems.Count == 0, $"round {round}: {audit}");
        foreach (Picture gone in _visitors.SelectMany(visitor => visitor.Settle(audit.Found)).Where(picture => picture.Path.Length > 0))
            Assert.True(_gone.Add(StoredImage.StemOf(gone.Path)), $"{gone.Path} is gone twice");
        Assert.DoesNotContain(StoreFolder.Pictures(Path.Combine(_folder, "data", "images")), file => _gone.Contains(StoredImage.StemOf(file)));
    }

    private async Task KillStartAsync(TimeSpan after)
    {
        ProcessStartInfo start = Daemon.StartInfo(_folder, ["serve"]);
        start.Environment["MAPLE_SERVER_LISTEN"] = "127.0.0.1:0";
        using Process process = Process.Start(start)!;
        Task<string> log = process.StandardError.ReadToEndAsync();
        await Task.Delay(after);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.DoesNotContain("ERROR", await log, StringComparison.Ordinal);
        _startsKilled++;
    }

    /// <summary>From <c>"images":N</c> of the line that recovery logs.</summary>
    private static int Recovered(string log)
    {
        const string Before = "finished what an earlier run left in flight\",\"images\":";
        int at = log.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(log.AsSpan(at + Before.Length).ToString().Split(',', '}')[0], CultureInfo.InvariantCulture);
    }
}
