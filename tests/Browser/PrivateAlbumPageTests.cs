using System.Net;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

[Collection(BrowserTestBase.Clipboard)]
public sealed class PrivateAlbumPageTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task The_owner_sees_private_pictures_and_copies_links_that_end()
    {
        await StoreAsync("a.png");
        long album = (await Api.GetAsync("api/albums")).Data[0].GetProperty("id").GetInt64();
        await SignInAsync($"#/album/{album}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the album" }).ClickAsync();
        ILocator dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Private").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        await Page.ReloadAsync();
        await ExpectTilesAsync("a.png");
        await Expect(Tiles.First.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 64);
        await Tiles.First.HoverAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy the link to a.png" }).ClickAsync();
        await dialog.GetByLabel("It works for").SelectOptionAsync("1 hour");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(Page.GetByText("Copied as URL")).ToBeVisibleAsync();
        var link = new Uri(await ClipboardAsync());
        Assert.Contains("sig=", link.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Stranger.Http.GetAsync(link.PathAndQuery)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(link.AbsolutePath)).StatusCode);

        await Page.GotoAsync(Root.AbsoluteUri + "#/albums");
        await Expect(Page.Locator(".lock")).ToHaveCountAsync(1);
    }
}
