using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

[Collection(BrowserTestBase.Clipboard)]
public sealed class GuestPageTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_guest_reads_the_limits_sends_pictures_and_copies_their_links()
    {
        await OpenAsync(("files", "2"), ("max_bytes", "1048576"), ("kinds", "png,jpg"), ("album", "party"));
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Send pictures" })).ToBeVisibleAsync();
        await Expect(Page.GetByText("2 more pictures can be sent")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Up to 1 MB each")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Only JPG, PNG")).ToBeVisibleAsync();

        await Page.Locator("input[type=file]").SetInputFilesAsync([File("one.png", Picture()), File("bad.png", "text"u8.ToArray())]);
        await Expect(Uploads).ToHaveCountAsync(2);
        await Expect(Page.Locator(".uploads li[data-state=done]")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".uploads li[data-state=failed]")).ToContainTextAsync("not a picture");
        await Expect(Page.GetByText("1 more picture can be sent")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Markdown" }).First.ClickAsync();
        await Expect(Page.GetByText("Copied as Markdown")).ToBeVisibleAsync();
        Assert.StartsWith("![one.png](http", await ClipboardAsync(), StringComparison.Ordinal);

        await Page.Locator("input[type=file]").SetInputFilesAsync(File("two.png", Picture()));
        await Expect(Page.GetByText("No more pictures can be sent")).ToBeVisibleAsync();
        Assert.Equal(["one.png", "two.png"], Names(await Api.GetAsync("api/images?album=party")));
        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "This link is used up" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Wrong_and_ended_links_say_so()
    {
        await Page.GotoAsync($"{Root}u/garbage");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();

        string id = await OpenAsync();
        await Api.DeleteAsync($"api/policies/{id}");
        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "This link has ended" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_that_ends_while_it_is_open_says_so_and_signs_nobody_out()
    {
        await StoreAsync("mine.png");
        await SignInAsync();
        string id = await OpenAsync();
        await Api.DeleteAsync($"api/policies/{id}");

        await Page.Locator("input[type=file]").SetInputFilesAsync(File("one.png", Picture()));

        await Expect(Uploads).ToContainTextAsync("This link has ended");
        await Page.GotoAsync(Root.AbsoluteUri);
        await ExpectTilesAsync("mine.png");
    }

    private async Task<string> OpenAsync(params (string, string)[] fields)
    {
        Answer made = await Api.PostAsync("api/policies", fields);
        await Page.GotoAsync($"{Root}u/{Text(made.Data, "token")}");
        return Text(made.Data, "id");
    }
}
