using Maple.Tests.EndToEnd;
using Maple.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>Takes the pictures in docs/images; docs/images/make.sh runs it.</summary>
public sealed class Screenshots(Chromium chromium) : IDisposable
{
    private static readonly ViewportSize s_desk = new() { Width = 1280, Height = 800 }, s_phone = new() { Width = 360, Height = 740 };

    private readonly string _temporary = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact(Explicit = true)]
    public async Task Taken()
    {
        await using DemoProcess demo = await DemoProcess.StartAsync(_temporary, pictures: 60);
        await TakeAsync(demo, "gallery-light", s_desk, ColorScheme.Light, "#/", ".tile img");
        await TakeAsync(demo, "gallery-dark", s_desk, ColorScheme.Dark, "#/", ".tile img");
        await TakeAsync(demo, "gallery-phone", s_phone, ColorScheme.Light, "#/", ".tile img");
        await TakeAsync(demo, "picture", s_desk, ColorScheme.Light, "#/image/50", ".stage img");
        await TakeAsync(demo, "back-office", s_desk, ColorScheme.Light, "admin/", "svg rect");
    }

    /// <param name="there">What is on the page when all of it is.</param>
    private async Task TakeAsync(DemoProcess demo, string name, ViewportSize size, ColorScheme scheme, string place, string there)
    {
        IBrowserContext context = await chromium.NewContextAsync(new()
        {
            ViewportSize = size,
            ColorScheme = scheme,
            Locale = "en-US",
            DeviceScaleFactor = size == s_phone ? 2 : 1,
            BaseURL = demo.Address.AbsoluteUri,
        });
        IPage page = await context.NewPageAsync();
        await demo.SignInAsync(page);
        if (place != "#/")
            await page.GotoAsync(demo.Address.AbsoluteUri + place);
        await Expect(page.Locator(there).First).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs/images", $"{name}.jpg"), Type = ScreenshotType.Jpeg, Quality = 88 });
        await context.CloseAsync();
    }
}
