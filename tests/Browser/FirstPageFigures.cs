using System.Globalization;
using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;

namespace Maple.Tests.Browser;

/// <summary>What the first page costs a browser: the processor time of its main thread, which other work on the machine doesn't change.</summary>
public sealed class FirstPageFigures(Chromium chromium, ITestOutputHelper output) : IDisposable
{
    private const int Loads = 15;

    private readonly string _temporary = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact(Explicit = true)]
    public async Task Main_thread()
    {
        await using DemoProcess demo = await DemoProcess.StartAsync(_temporary, pictures: 200);
        IBrowserContext context = await chromium.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US" });
        IPage first = await context.NewPageAsync();
        await demo.SignInAsync(first);
        await first.CloseAsync();

        double[] firstVisits = await MeasureAsync(context, demo, isCached: false), laterVisits = await MeasureAsync(context, demo, isCached: true);
        Write("first visit", firstVisits);
        Write("later visit", laterVisits);
        Assert.InRange(firstVisits[Loads / 2], 0, 100);
    }

    /// <summary>Milliseconds from the address to all thumbnails in view, in ascending order.</summary>
    private static async Task<double[]> MeasureAsync(IBrowserContext context, DemoProcess demo, bool isCached)
    {
        var all = new double[Loads];
        for (int i = 0; i < Loads; i++)
        {
            IPage page = await context.NewPageAsync();
            ICDPSession session = await context.NewCDPSessionAsync(page);
            await session.SendAsync("Network.enable");
            await session.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = !isCached });
            await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
            double before = await TaskSecondsAsync(session);
            await page.GotoAsync(demo.Address.AbsoluteUri);
            await page.Locator(".tile img").First.WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            all[i] = (await TaskSecondsAsync(session) - before) * 1_000;
            await page.CloseAsync();
        }

        return [.. all.Order()];
    }

    private static async Task<double> TaskSecondsAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .First(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();

    private void Write(string name, double[] milliseconds) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {milliseconds[Loads / 2]:0} ms of the main thread ({milliseconds[0]:0} to {milliseconds[^1]:0}), {Loads} loads"));
}
