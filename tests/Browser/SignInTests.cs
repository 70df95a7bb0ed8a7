using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class SignInTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task Somebody_signs_in_sees_their_pictures_and_signs_out()
    {
        await StoreAsync("mine.png");

        await SignInAsync();
        await ExpectTilesAsync("mine.png");
        await Expect(Page.Locator("header.top")).ToContainTextAsync(User);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to maple" })).ToBeVisibleAsync();
        await Page.ReloadAsync();
        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await Page.GotoAsync("");
        await FillSignInAsync(User, "wrong horse");

        await Expect(Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The user name or the password is wrong. Check both and try again.");
    }

    [Fact]
    public async Task A_link_into_the_gallery_leads_there_after_signing_in()
    {
        long id = Id((await StoreAsync("linked.png"))[0]);

        await SignInAsync($"#/image/{id}");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "linked.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task When_the_session_ends_signing_in_leads_back_to_where_one_was()
    {
        await SignInAsync("#/account");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "API key" })).ToBeVisibleAsync();
        await Page.Context.ClearCookiesAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await FillSignInAsync(User, Password);

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "API key" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_was_left_signed_in_is_signed_in_after_a_reload()
    {
        await StoreAsync("still here.png");
        await SignInAsync();

        await Page.ReloadAsync();

        await ExpectTilesAsync("still here.png");
    }

    [Fact]
    public async Task Signing_out_while_uploads_run_asks_first()
    {
        await SignInAsync();
        var release = new TaskCompletionSource();
        await Page.RouteAsync("**/api/images", async route =>
        {
            await release.Task;
            if (route.Request.Failure is null)
                await route.ContinueAsync();
        });
        await Page.RunAndWaitForRequestAsync(
            () => Page.Locator("input[type=file]").SetInputFilesAsync([File("slow.png", Picture())]), "**/api/images");
        ILocator leave = Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }), dialog = Page.GetByRole(AriaRole.Dialog);

        await leave.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(Uploads).ToHaveCountAsync(1);
        await leave.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
        release.SetResult();
    }
}
