using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>All of it without a mouse.</summary>
[Collection(BrowserTestBase.Clipboard)]
public sealed class KeyboardTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_walk_with_the_keyboard_alone_reaches_everything()
    {
        await StoreAsync("1.png", "2.png", "3.png", "4.png");
        await Page.GotoAsync(Root.AbsoluteUri);
        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(User);
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.TypeAsync(Password);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Tiles).ToHaveCountAsync(4);

        // The skip link leads past the navigation, and one more Tab or some into the grid, which is a single stop.
        await TabToAsync("Skip to the content");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("main")).ToBeFocusedAsync();
        await TabToAsync("4.png");
        await Page.Keyboard.PressAsync("ArrowRight");
        await ExpectFocusAsync("3.png");
        await Page.Keyboard.PressAsync("End");
        await ExpectFocusAsync("1.png");
        await Page.Keyboard.PressAsync("Home");
        await ExpectFocusAsync("4.png");

        await Page.Keyboard.PressAsync("Space");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("1 selected");
        await Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("2 selected");
        await Page.Keyboard.PressAsync("Control+c");
        await Expect(Page.GetByText("2 links copied as URL")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".selection")).ToBeHiddenAsync();

        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "3.png" })).ToBeVisibleAsync();
        await TabToAsync("Edit the name");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync("three.png");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "three.png" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Delete");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "2.png" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Control+z");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Tiles).ToHaveCountAsync(4);

        await TabToAsync("Albums");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Albums" })).ToBeVisibleAsync();
        await TabToAsync("New album");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.TypeAsync("trips");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "trips" })).ToBeVisibleAsync();
        await TabToAsync("Sign out");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_range_that_is_drawn_back_becomes_smaller_and_CapsLock_changes_nothing()
    {
        await StoreAsync("1.png", "2.png", "3.png", "4.png");
        await SignInAsync();
        await Tiles.First.Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("3 selected");
        await Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("2 selected");

        // As with CapsLock: capitals without Shift.
        await Page.Keyboard.PressAsync("Control+A");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("4 selected");
        await Page.Keyboard.PressAsync("Control+C");
        await Expect(Page.GetByText("4 links copied as URL")).ToBeVisibleAsync();
    }

    /// <summary>Presses Tab until what has this name has the focus, and can be seen to have it.</summary>
    private async Task TabToAsync(string name)
    {
        for (int i = 0; i < 40; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync() == name)
            {
                Assert.NotEqual("none", await Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
                return;
            }
        }

        Assert.Fail($"Tab never came to '{name}'");
    }

    private Task ExpectFocusAsync(string name) => Expect(Page.Locator(":focus")).ToHaveAccessibleNameAsync(name);

    private Task<string> FocusedAsync() => Page.EvaluateAsync<string>(Name);

    private const string Name =
        "(e => e.getAttribute('aria-label') || e.querySelector('img')?.alt || e.textContent.trim())(document.activeElement)";
}
