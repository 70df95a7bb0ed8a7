using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class FirstPageTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    /// <summary>Over a slow phone line, 400 kbit/s, this is a little more than a second.</summary>
    private const double Limit = 60_000;

    [Fact]
    public async Task All_that_the_gallery_is_made_of_comes_in_60_KB()
    {
        await StoreAsync("one.png");
        await SignInAsync();
        await ExpectTilesAsync("one.png");
        ICDPSession network = await Page.Context.NewCDPSessionAsync(Page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        var addresses = new Dictionary<string, string>();
        var bytes = new Dictionary<string, double>();
        network.Event("Network.requestWillBeSent").OnEvent += (_, e) => addresses[Of(e, "requestId")] = e!.Value.GetProperty("request").GetProperty("url").GetString()!;
        network.Event("Network.loadingFinished").OnEvent += (_, e) => bytes[Of(e, "requestId")] = e!.Value.GetProperty("encodedDataLength").GetDouble();

        await Page.ReloadAsync();
        await ExpectTilesAsync("one.png");
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        // With the heads of all answers, and without the pictures themselves. What was asked for before the reload has no address.
        double[] page =
        [
            .. bytes.Where(pair => addresses.TryGetValue(pair.Key, out string? address) && !address.Contains("/images/", StringComparison.Ordinal))
                .Select(pair => pair.Value),
        ];
        double sum = page.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"{sum:0} bytes in {page.Length} answers");
        Assert.InRange(sum, 10_000, Limit);
    }

    [Fact]
    public async Task A_second_visit_asks_for_the_page_alone()
    {
        await SignInAsync();
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();

        await Page.GotoAsync("about:blank");
        await Page.GotoAsync(Root.AbsoluteUri);
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();

        Assert.Empty(await Page.EvaluateAsync<string[]>(
            "performance.getEntriesByType('resource').filter(e => e.name.includes('/web/') && e.transferSize > 0).map(e => e.name)"));
    }

    private static string Of(JsonElement? e, string name) => e!.Value.GetProperty(name).GetString()!;
}

/// <summary>maple below a path of another site.</summary>
[Collection(BrowserTestBase.Clipboard)]
public sealed class SubpathTests(SubpathDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SubpathDaemon>
{
    protected override Uri Root => new(Daemon.Address, "/my/pics/");

    [Fact]
    public async Task The_gallery_works_below_a_path()
    {
        await StoreAsync("one.png");
        // Without its slash as well.
        await Page.GotoAsync(Root.AbsoluteUri.TrimEnd('/'));
        await FillSignInAsync(User, Password);
        await ExpectTilesAsync("one.png");
        Assert.Equal(Root.AbsolutePath, new Uri(Page.Url).AbsolutePath);

        await Page.Locator("input[type=file]").SetInputFilesAsync([File("two.png", Picture())]);
        await ExpectTilesAsync("two.png", "one.png");
        await Tiles.First.Locator("a").ClickAsync();
        await Expect(Page.Locator(".stage img")).ToHaveJSPropertyAsync("naturalWidth", 64);
        await Page.Locator(".about").GetByRole(AriaRole.Button, new() { Name = "URL" }).ClickAsync();
        await Expect(Page.GetByText("Copied as URL")).ToBeVisibleAsync();
        Assert.StartsWith("http://pics.example/my/pics/images/", await ClipboardAsync(), StringComparison.Ordinal);
    }
}

public sealed class SubpathDaemon : SharedDaemon
{
    protected override Task<Daemon> StartAsync() => Daemon.StartAsync(null, ("MAPLE_SERVER_PUBLIC_URL", "http://pics.example/my/pics/"));
}
