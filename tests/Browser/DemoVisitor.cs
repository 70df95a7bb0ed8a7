using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

internal static class DemoVisitor
{
    /// <summary>From the page's address to its gallery.</summary>
    public static async Task SignInAsync(this DemoProcess demo, IPage page)
    {
        await page.GotoAsync(demo.Address.AbsoluteUri);
        await page.Locator("input[name=username]").FillAsync(demo.Username);
        await page.Locator("input[name=password]").FillAsync(demo.Password);
        await page.Locator("input[name=password]").PressAsync("Enter");
        await Expect(page.Locator(".tile img").First).ToBeVisibleAsync();
    }
}
