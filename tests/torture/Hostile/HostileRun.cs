using System.Diagnostics;
using System.Globalization;
using System.Net;
using Maple.Tests.EndToEnd;
using Maple.Tests.Torture.Load;

namespace Maple.Tests.Torture.Hostile;

/// <summary>
/// Every hostile client of <see cref="Attacks"/> at once, while somebody goes on uploading, each time over a new connection.
/// <c>tests/torture/run.sh hostile --seconds 60</c> makes the long run.
/// </summary>
public sealed class HostileRun(ITestOutputHelper output)
{
    private const double RssLimit = 200, SlowdownLimit = 3;

    private static readonly TimeSpan s_uploadInterval = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(1);
    private readonly List<string> _failures = [];

    [Fact(Explicit = true)]
    public async Task Uploads_go_on_under_a_siege()
    {
        TimeSpan siege = TimeSpan.FromSeconds(Settings.Number("SECONDS", 60));
        (double slowdown, double peak) = await BesiegeAsync(share: 1, quiet: siege / 4, siege);
        Assert.Empty(_failures);
        Assert.True(peak < RssLimit, $"{peak:0} MB");
        Assert.True(slowdown <= SlowdownLimit, $"{slowdown:0.0} times slower");
    }

    /// <summary>The same in small, without a word on time: for the suite.</summary>
    [Fact]
    public async Task Uploads_succeed_under_a_short_siege()
    {
        (_, double peak) = await BesiegeAsync(share: 0.05, quiet: TimeSpan.FromSeconds(1), siege: TimeSpan.FromSeconds(8));
        Assert.Empty(_failures);
        Assert.True(peak < RssLimit, $"{peak:0} MB");
    }

    /// <summary>By itself, since all of the connections are wanted for it. In the suite <c>ConnectionTableTests</c> looks at the limit that stands behind it.</summary>
    [Fact(Explicit = true)]
    public async Task Thousands_of_long_heads_stay_small()
    {
        TimeSpan siege = TimeSpan.FromSeconds(Settings.Number("SECONDS", 60));
        (double slowdown, double peak) = await BesiegeAsync((_, _) => [Attacks.HeldHeads(8_000)], quiet: siege / 4, siege);
        Assert.Empty(_failures);
        Assert.True(peak < RssLimit, $"{peak:0} MB");
        Assert.True(slowdown <= SlowdownLimit, $"{slowdown:0.0} times slower");
    }

    private Task<(double Slowdown, double PeakMegabytes)> BesiegeAsync(double share, TimeSpan quiet, TimeSpan siege) =>
        BesiegeAsync((key, large) => Attacks.All(share, key, large), quiet, siege);

    /// <summary>The memory is that of the daemon and its decoders together.</summary>
    private async Task<(double Slowdown, double PeakMegabytes)> BesiegeAsync(
        Func<string, string, IReadOnlyList<Attack>> choose, TimeSpan quiet, TimeSpan siege)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string key = await daemon.CreateUserAsync("bob");
        using HttpClient http = NewHttp(daemon, key);
        string large = await UploadAsync(http, [.. TaggedPictures.Make(_random, 60_000).Bytes, .. new byte[4_000_000]]);
        List<double> before = await UploadForAsync(http, quiet);

        using var ending = new CancellationTokenSource();
        IReadOnlyList<Attack> attacks = choose(key, large);
        var target = new IPEndPoint(IPAddress.Loopback, daemon.Address.Port);
        Task all = Task.WhenAll(attacks.Select(attack => attack.RunAsync(target, ending.Token)));
        Task<double> watching = PeakOfAllAsync(daemon.ProcessId, ending.Token);
        List<double> during = await UploadForAsync(http, siege);
        string[] table = [.. attacks.Select(attack => $"{attack.Name,-26}{attack.Connections,8}{attack.Open,8}{attack.Opened,8}{attack.Refused,8}")];
        await ending.CancelAsync();
        await all;
        double peak = await watching;

        Assert.True(Directory.Exists($"/proc/{daemon.ProcessId}/fd"), $"it died: {Tail(daemon.Log)}");
        ProcessFigures figures = ProcessFigures.Of(daemon.ProcessId);
        output.WriteLine($"{"attack",-26}{"wanted",8}{"open",8}{"opened",8}{"cut",8}");
        foreach (string line in table)
            output.WriteLine(line);
        double slowdown = Quantile(during, 0.5) / Quantile(before, 0.5);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"uploads, median / 95 % / longest: quiet {Times(before)}, siege {Times(during)}: {slowdown:0.0} times slower"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{before.Count} and {during.Count} uploads, {_failures.Count} failed; RSS at most {figures.PeakMegabytes:0} MB, with its decoders {peak:0} MB, {figures.CpuSeconds:0.0} s of CPU, {figures.Threads} threads"));
        foreach (string failure in _failures.Take(10))
            output.WriteLine(failure);
        using HttpResponseMessage health = await http.GetAsync("healthz");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        return (slowdown, Math.Max(peak, figures.PeakMegabytes));
    }

    private static async Task<double> PeakOfAllAsync(int process, CancellationToken ending)
    {
        double peak = 0;
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await pace.WaitForNextTickAsync(ending))
                peak = Math.Max(peak, ProcessFigures.RssOfFamily(process));
        }
        catch (OperationCanceledException)
        {
        }

        return peak;
    }

    private static HttpClient NewHttp(Daemon daemon, string key)
    {
        // A connection for each request: one that is open already would not meet the crowd at the door.
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            BaseAddress = daemon.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        http.DefaultRequestHeaders.Add("Api-Key", key);
        return http;
    }

    private async Task<List<double>> UploadForAsync(HttpClient http, TimeSpan time)
    {
        List<double> milliseconds = [];
        using PeriodicTimer pace = new(s_uploadInterval);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                await UploadAsync(http, TaggedPictures.Make(_random, 50_000).Bytes);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                _failures.Add(e.Message);
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await pace.WaitForNextTickAsync();
        }

        return milliseconds;
    }

    /// <summary>Returns the path of the original.</summary>
    private static async Task<string> UploadAsync(HttpClient http, byte[] picture)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "images", "a.jpg" } };
        using HttpResponseMessage response = await http.PostAsync("api/images", form);
        string text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"{response.StatusCode}: {text}");
        using var json = System.Text.Json.JsonDocument.Parse(text);
        return StoredImage.From(json.RootElement.GetProperty("data").GetProperty("success")[0]).Path;
    }

    private static string Times(List<double> all) =>
        string.Create(CultureInfo.InvariantCulture, $"{Quantile(all, 0.5):0} / {Quantile(all, 0.95):0} / {all.Max():0} ms");

    private static double Quantile(List<double> all, double share) => all.Order().ElementAt((int)((all.Count - 1) * share));

    private static string Tail(string log) => log[^Math.Min(2000, log.Length)..];
}
