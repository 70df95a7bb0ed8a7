using Maple.Tests.EndToEnd;
using Maple.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class DeletionTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task All_of_many_are_deleted_when_the_page_is_left()
    {
        const int Batch = 1000;
        for (int i = 0; i < Batch + 100; i += 100)
            await Api.UploadAsync([.. Enumerable.Range(i, 100).Select(n => ($"{n}.png", Picture()))]);
        await SignInAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync("1,100 pictures");
        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("1,100 selected");
        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();

        await Page.GotoAsync("about:blank");

        Assert.True(await Wait.UntilAsync(async () => (await Api.GetAsync("api/images")).Data.GetArrayLength() == 0));
    }

    [Fact]
    public async Task When_the_session_ends_before_a_deletion_is_done_it_says_so()
    {
        await StoreAsync("1.png", "2.png");
        await Page.Clock.InstallAsync();
        await SignInAsync();
        await Tiles.Nth(0).Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("Delete");
        await ExpectTilesAsync("1.png");
        await Page.Context.ClearCookiesAsync();

        await Page.Clock.FastForwardAsync(10_000);

        await Expect(Page.GetByText("The session has ended: 1 picture was not deleted.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_tile_that_takes_the_place_of_a_deleted_one_gets_the_focus()
    {
        await StoreAsync("1.png", "2.png", "3.png", "4.png");
        await SignInAsync();
        await Tiles.First.Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("End");
        await ExpectFocusAsync("1.png");

        await Page.Keyboard.PressAsync("Delete");
        await ExpectFocusAsync("2.png");
        await Page.Keyboard.PressAsync("Space");
        await Expect(Page.Locator(".selection")).ToBeVisibleAsync();
        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Delete" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await ExpectTilesAsync("4.png", "3.png");
        await ExpectFocusAsync("3.png");
    }

    [Fact]
    public async Task A_Delete_key_that_is_held_deletes_one()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.First.Locator("a").FocusAsync();

        await Page.Keyboard.DownAsync("Delete");
        await Page.Keyboard.DownAsync("Delete");
        await Page.Keyboard.DownAsync("Delete");
        await Page.Keyboard.UpAsync("Delete");

        await ExpectTilesAsync("2.png", "1.png");
    }

    private Task ExpectFocusAsync(string name) => Expect(Page.Locator(":focus")).ToHaveAccessibleNameAsync(name);
}
