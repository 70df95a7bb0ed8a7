using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class AccessibilityTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    // axe is a script from outside, which the page's own policy would refuse.
    protected override BrowserNewContextOptions Options => new() { BypassCSP = true };

    [Theory]
    [InlineData("#/", ColorScheme.Light)]
    [InlineData("#/", ColorScheme.Dark)]
    [InlineData("#/albums", ColorScheme.Light)]
    [InlineData("#/album/{album}", ColorScheme.Dark)]
    [InlineData("#/account", ColorScheme.Light)]
    [InlineData("#/account", ColorScheme.Dark)]
    [InlineData("#/image/{id}", ColorScheme.Light)]
    [InlineData("#/image/{id}", ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious(string hash, ColorScheme scheme)
    {
        JsonElement image = (await StoreAsync("one.png", "two.png"))[0];
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await SignInAsync(hash.Replace("{id}", $"{Id(image)}", StringComparison.Ordinal)
            .Replace("{album}", $"{Id(image.GetProperty("album"))}", StringComparison.Ordinal));
        await Expect(Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(await Axe.SeriousAsync(Page));
    }

    [Fact]
    public async Task Axe_finds_nothing_serious_while_signing_in_selecting_uploading_and_asking()
    {
        await Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await StoreAsync("one.png", "two.png");
        await Page.GotoAsync(Root.AbsoluteUri);
        await FillSignInAsync(User, "wrong horse");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Empty(await Axe.SeriousAsync(Page));

        await FillSignInAsync(User, Password);
        await Expect(Tiles).ToHaveCountAsync(2);
        await Page.Locator("input[type=file]").SetInputFilesAsync([File("new.png", Picture()), File("notes.txt", "text"u8.ToArray())]);
        await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".uploads [data-state=failed]")).ToHaveCountAsync(1);
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        Assert.Empty(await Axe.SeriousAsync(Page));

        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.Empty(await Axe.SeriousAsync(Page));
    }
}

/// <summary>axe-core, which looks for what keeps people out.</summary>
internal static class Axe
{
    private static readonly string s_script = Path.Combine(Support.Repository.Root, "tests/Browser/node_modules/axe-core/axe.min.js");

    /// <summary>What it finds serious or worse, with where.</summary>
    public static async Task<string[]> SeriousAsync(IPage page)
    {
        if (!File.Exists(s_script))
            throw new InvalidOperationException("axe-core is missing: npm install --prefix tests/Browser");
        await page.AddScriptTagAsync(new() { Path = s_script });
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run()).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`))
            """);
    }
}
