using System.Globalization;
using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;

namespace Maple.Tests.Browser;

/// <summary>What the first page costs a browser: the processor time of its main thread, which other work on the machine doesn't change.</summary>
public sealed class FirstPageFigures(Chromium chromium, ITestOutputHelper output) : IDisposable
{
    private const int Loads = 15;

    // As Chromium calls them; the first is all of it.
    private static readonly string[] s_parts = ["TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];

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

        Uri gallery = demo.Address, nothing = new(demo.Address, "u/none");
        double[] firstVisits = await MeasureAsync("first visit", context, gallery, isCached: false);
        await MeasureAsync("later visit", context, gallery, isCached: true);
        await MeasureAsync("a page that says 404", context, nothing, isCached: false);
        Assert.InRange(firstVisits[Loads / 2], 0, 100);
    }

    /// <summary>Milliseconds from the address to all thumbnails in view, in ascending order.</summary>
    private async Task<double[]> MeasureAsync(string visit, IBrowserContext context, Uri address, bool isCached)
    {
        var parts = s_parts.ToDictionary(part => part, _ => new double[Loads]);
        for (int i = 0; i < Loads; i++)
        {
            IPage page = await context.NewPageAsync();
            ICDPSession session = await context.NewCDPSessionAsync(page);
            await session.SendAsync("Network.enable");
            await session.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = !isCached });
            await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
            Dictionary<string, double> before = await SecondsAsync(session);
            // Waiting for an element would look for it in every frame, on this very thread.
            await page.GotoAsync(address.AbsoluteUri, new() { WaitUntil = WaitUntilState.NetworkIdle });
            Dictionary<string, double> after = await SecondsAsync(session);
            foreach (string part in s_parts)
                parts[part][i] = (after[part] - before[part]) * 1_000;
            await page.CloseAsync();
        }

        foreach (double[] milliseconds in parts.Values)
            Array.Sort(milliseconds);
        output.WriteLine($"{visit}, ms of the main thread, {Loads} loads: " + string.Join(", ", parts.Select(part => string.Create(
            CultureInfo.InvariantCulture, $"{part.Key} {part.Value[Loads / 2]:0} ({part.Value[0]:0} to {part.Value[^1]:0})"))));
        return parts["TaskDuration"];
    }

    private static async Task<Dictionary<string, double>> SecondsAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
}
