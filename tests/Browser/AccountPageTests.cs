using System.Net;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class AccountPageTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Key => Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" });

    [Fact]
    public async Task The_key_is_hidden_until_it_is_asked_for()
    {
        await SignInAsync("#/account");
        await Expect(Key).ToHaveValueAsync("••••••••••••••••");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(Key).Not.ToHaveValueAsync("••••••••••••••••");
        using var http = Daemon.Client(await Key.InputValueAsync());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/account")).StatusCode);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Hide" }).ClickAsync();
        await Expect(Key).ToHaveValueAsync("••••••••••••••••");
    }

    [Fact]
    public async Task A_new_key_ends_the_old_one()
    {
        await SignInAsync("#/account");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a new key" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make a new key" }).ClickAsync();
        await Expect(Page.GetByText("Here is your new key")).ToBeVisibleAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await Api.GetAsync("api/account")).Status);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(Page.GetByText("The key is copied")).ToBeVisibleAsync();
        Assert.Equal(await Key.InputValueAsync(), await ClipboardAsync());
    }

    [Fact]
    public async Task The_password_is_changed_by_who_knows_the_old_one()
    {
        await SignInAsync("#/account");

        await Page.GetByLabel("Current password").FillAsync("wrong horse");
        await Page.GetByLabel("New password").FillAsync("battery staple");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Page.GetByLabel("Current password").FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(Page.GetByText("The password is changed")).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await FillSignInAsync(User, "battery staple");
        await Expect(Page.Locator("header.top")).ToBeVisibleAsync();
    }
}
