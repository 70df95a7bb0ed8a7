using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Maple.Tests.EndToEnd;

namespace Maple.Tests.Browser;

/// <summary>What the first page costs a browser: the processor time of its main thread, which other work on the machine hardly changes.</summary>
public sealed class FirstPageFigures(ITestOutputHelper output) : IDisposable
{
    private const int Loads = 9;

    // As many as are in view.
    private const int Pictures = 20;
    private const string CountOfShown = "[...document.querySelectorAll('.tile img')].filter(image => image.complete && image.naturalWidth > 0).length";

    // What the page remembers of who has signed in here; without it, it asks for a name.
    private const string WasHere = "localStorage.setItem('maple:/:session', 'yes')";

    private readonly string _temporary = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact(Explicit = true)]
    public async Task Main_thread()
    {
        await using DemoProcess demo = await DemoProcess.StartAsync(_temporary, pictures: 60);
        string session = await SignInAsync(demo);
        await using DevTools chromium = await DevTools.StartAsync(Path.Combine(_temporary, "profile"));

        double[] firstVisits = await MeasureAsync("first visit", chromium, demo.Address, session, isFirst: true, Pictures);
        await MeasureAsync("later visit", chromium, demo.Address, session, isFirst: false, Pictures);
        await MeasureAsync("the guests' page, which says 404", chromium, new(demo.Address, "u/none"), session, isFirst: true, pictures: 0);
        Assert.InRange(firstVisits[Loads / 2], 0, 100);
    }

    private static async Task<string> SignInAsync(DemoProcess demo)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using HttpResponseMessage answer = await http.PostAsJsonAsync(new Uri(demo.Address, "api/login"), new { username = demo.Username, password = demo.Password });
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>Milliseconds from the address until all is quiet, in ascending order.</summary>
    private async Task<double[]> MeasureAsync(string visit, DevTools chromium, Uri address, string session, bool isFirst, int pictures)
    {
        var milliseconds = new double[Loads];
        for (int i = 0; i < Loads; i++)
            milliseconds[i] = await VisitAsync(chromium, address, session, isFirst, pictures);
        Array.Sort(milliseconds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{visit}, {Loads} loads: {milliseconds[Loads / 2]:0} ms of the main thread ({milliseconds[0]:0} to {milliseconds[^1]:0})"));
        return milliseconds;
    }

    /// <summary>A visit in a window without history, the second in it when it is not the first.</summary>
    private static async Task<double> VisitAsync(DevTools chromium, Uri address, string session, bool isFirst, int pictures)
    {
        string context = (await chromium.SendAsync("Target.createBrowserContext")).GetProperty("browserContextId").GetString()!;
        string[] cookie = session.Split('=', 2);
        await chromium.SendAsync("Storage.setCookies", new()
        {
            ["cookies"] = new JsonArray(new JsonObject { ["name"] = cookie[0], ["value"] = cookie[1], ["url"] = address.AbsoluteUri }),
            ["browserContextId"] = context,
        });
        if (!isFirst)
            await GoAsync(chromium, await OpenTabAsync(chromium, context), address);

        string tab = await OpenTabAsync(chromium, context);
        await chromium.SendAsync("Tracing.start", new()
        {
            ["transferMode"] = "ReportEvents",
            ["traceConfig"] = new JsonObject { ["includedCategories"] = new JsonArray("toplevel", "devtools.timeline") },
        });
        await GoAsync(chromium, tab, address);
        await chromium.SendAsync("Tracing.end");
        List<JsonElement> events = await chromium.EventsUntilAsync(one => one.GetProperty("method").ValueEquals("Tracing.tracingComplete"));
        JsonElement shown = await chromium.SendAsync("Runtime.evaluate", new() { ["expression"] = CountOfShown }, tab);
        Assert.InRange(shown.GetProperty("result").GetProperty("value").GetInt32(), pictures, int.MaxValue);
        await chromium.SendAsync("Target.disposeBrowserContext", new() { ["browserContextId"] = context });
        return MainThread.MillisecondsOf(
            address,
            [.. events.Where(one => one.GetProperty("method").ValueEquals("Tracing.dataCollected")).SelectMany(one => one.GetProperty("params").GetProperty("value").EnumerateArray())]);
    }

    /// <summary>An empty tab, of which the session is returned.</summary>
    private static async Task<string> OpenTabAsync(DevTools chromium, string context)
    {
        string target = (await chromium.SendAsync("Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context }))
            .GetProperty("targetId").GetString()!;
        string tab = (await chromium.SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true })).GetProperty("sessionId").GetString()!;
        await chromium.SendAsync("Page.enable", session: tab);
        await chromium.SendAsync("Page.setLifecycleEventsEnabled", new() { ["enabled"] = true }, tab);
        await chromium.SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = WasHere }, tab);
        return tab;
    }

    /// <summary>Until nothing was asked for during half a second.</summary>
    private static async Task GoAsync(DevTools chromium, string tab, Uri address)
    {
        JsonElement navigated = await chromium.SendAsync("Page.navigate", new() { ["url"] = address.AbsoluteUri }, tab);
        string loader = navigated.GetProperty("loaderId").GetString()!;
        await chromium.EventsUntilAsync(one => one.GetProperty("method").ValueEquals("Page.lifecycleEvent")
            && one.GetProperty("params").GetProperty("name").ValueEquals("networkIdle")
            && one.GetProperty("params").GetProperty("loaderId").ValueEquals(loader));
    }
}
