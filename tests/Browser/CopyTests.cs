using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>Browsers that guard their clipboard more closely than the one of these tests.</summary>
[Collection(BrowserTestBase.Clipboard)]
public sealed class CopyTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task The_key_is_copied_within_the_click()
    {
        // As Safari: what asks for the clipboard after the click's own turn is refused.
        await Page.AddInitScriptAsync(
            """
            let isClick = false;
            addEventListener('click', () => { isClick = true; setTimeout(() => { isClick = false; }); }, true);
            for (const name of ['write', 'writeText']) {
              const copy = Clipboard.prototype[name];
              Clipboard.prototype[name] = function (what) {
                return isClick ? copy.call(this, what) : Promise.reject(new DOMException('not allowed', 'NotAllowedError'));
              };
            }
            """);
        await SignInAsync("#/account");

        await Page.Locator(".card", new() { Has = Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" }) })
            .GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();

        await Expect(Page.GetByText("The key is copied")).ToBeVisibleAsync();
        var client = new ApiClient(Daemon.Address, await ClipboardAsync());
        Assert.Equal("ok", (await client.GetAsync("api/account")).Message);
    }

    [Fact]
    public async Task A_refusal_of_the_browser_is_told_in_maples_words()
    {
        await Page.AddInitScriptAsync(
            "for (const name of ['write', 'writeText']) Clipboard.prototype[name] = async () => { throw new DOMException('not allowed', 'NotAllowedError'); };");
        await SignInAsync("#/account");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show settings" }).ClickAsync();
        await Page.Locator(".settings + .buttons button").ClickAsync();
        await Expect(Page.GetByText("The browser refused to copy.")).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Page.Locator(".inline").GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(Page.GetByText("The browser refused to copy.")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_link_that_was_refused_is_copied_by_the_button_of_the_message()
    {
        string link = Text((await StoreAsync("one.png"))[0], "url");
        await Page.AddInitScriptAsync(
            "Clipboard.prototype.writeText = (copy => function (text) { Clipboard.prototype.writeText = copy; return Promise.reject(new Error()); })(Clipboard.prototype.writeText);");
        await SignInAsync();

        await Tiles.First.Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("Control+c");
        await Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();

        await Expect(Page.GetByText("Copied as URL")).ToBeVisibleAsync();
        Assert.Equal(link, await ClipboardAsync());
    }
}
