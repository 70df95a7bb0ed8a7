using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>A screenshot becomes a link in two keystrokes, wherever one is.</summary>
[Collection(BrowserTestBase.Clipboard)]
public sealed class PasteTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Done => Page.Locator(".uploads [data-state=done]");

    [Fact]
    public async Task A_second_screenshot_is_copied_alone()
    {
        await SignInAsync();
        await PasteAsync();
        await Expect(Done).ToHaveCountAsync(1);

        await PasteAsync();
        await Expect(Done).ToHaveCountAsync(2);
        await CopyAsync();

        Assert.Equal(await NewestAsync(), await ClipboardAsync());
    }

    [Fact]
    public async Task A_screenshot_that_is_still_being_sent_is_copied_when_it_is_there()
    {
        await SignInAsync();
        await PasteAsync();
        await Expect(Done).ToHaveCountAsync(1);
        var release = new TaskCompletionSource();
        await Page.RouteAsync("**/api/images", async route =>
        {
            if (route.Request.Method == "POST")
                await release.Task;
            await route.ContinueAsync();
        });

        await PasteAsync();
        await Page.Keyboard.PressAsync("Control+c");
        await Expect(Page.GetByText("The link is copied when it is done")).ToBeVisibleAsync();
        release.SetResult();

        await Expect(Page.GetByText("Copied as URL")).ToBeVisibleAsync();
        await Expect(Page.GetByText("The link is copied when it is done")).ToHaveCountAsync(0);
        Assert.Equal(await NewestAsync(), await ClipboardAsync());
    }

    [Fact]
    public async Task With_the_focus_on_a_tile_the_screenshot_is_copied_until_an_arrow_key_chooses_another()
    {
        JsonElement[] stored = await StoreAsync("1.png", "2.png");
        await SignInAsync();
        await Tiles.First.Locator("a").FocusAsync();

        await PasteAsync();
        await Expect(Tiles).ToHaveCountAsync(3);
        await CopyAsync();
        Assert.Equal(await NewestAsync(), await ClipboardAsync());

        await Tiles.Last.Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("End");
        await CopyAsync();
        Assert.Equal(Text(stored[0], "url"), await ClipboardAsync());
    }

    [Fact]
    public async Task On_a_pictures_page_the_screenshot_is_copied_until_a_click()
    {
        JsonElement stored = (await StoreAsync("1.png"))[0];
        await SignInAsync($"#/image/{Id(stored)}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "1.png" })).ToBeVisibleAsync();

        await PasteAsync();
        await Expect(Done).ToHaveCountAsync(1);
        await CopyAsync();
        Assert.Equal(await NewestAsync(), await ClipboardAsync());

        await Page.Locator(".stage img").ClickAsync();
        await CopyAsync();
        Assert.Equal(Text(stored, "url"), await ClipboardAsync());
    }

    private async Task PasteAsync()
    {
        await Page.EvaluateAsync(
            """
            async base64 => {
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
            }
            """,
            Convert.ToBase64String(Picture()));
        int before = await Uploads.CountAsync();
        await Page.Keyboard.PressAsync("Control+v");
        await Expect(Uploads).ToHaveCountAsync(before + 1);
    }

    private async Task CopyAsync()
    {
        // That of an earlier copy goes after four seconds.
        await Expect(Page.GetByText("Copied as URL")).ToHaveCountAsync(0);
        await Page.Keyboard.PressAsync("Control+c");
        await Expect(Page.GetByText("Copied as URL")).ToHaveCountAsync(1);
    }

    private async Task<string> NewestAsync() => Text((await Api.GetAsync("api/images?sort=-created_at&number=1")).Data[0], "url");
}
