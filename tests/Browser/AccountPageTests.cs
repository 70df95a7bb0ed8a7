using System.Net;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>A daemon that has an administrator, whom the first user of all is made.</summary>
public sealed class AdministeredDaemon : SharedDaemon
{
    protected override async Task<Daemon> StartAsync()
    {
        Daemon daemon = await base.StartAsync();
        await daemon.CreateUserAsync("owner");
        return daemon;
    }
}

[Collection(BrowserTestBase.Clipboard)]
public sealed class AccountPageTests(AdministeredDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<AdministeredDaemon>
{
    private ILocator Key => Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" });

    [Fact]
    public async Task The_key_is_hidden_until_it_is_asked_for()
    {
        await SignInAsync("#/account");
        await Expect(Key).ToHaveValueAsync("••••••••••••••••");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
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
    public async Task A_key_for_one_album_is_made_copied_and_revoked()
    {
        await Api.PostAsync("api/albums", ("name", "camera"));
        await SignInAsync("#/account");
        ILocator keys = Page.Locator(".keys li");
        await Expect(keys).ToHaveCountAsync(1);

        await Page.GetByRole(AriaRole.Button, new() { Name = "New key", Exact = true }).ClickAsync();
        ILocator dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("<b>phone</b>");
        await Expect(dialog.GetByLabel("Administer")).ToHaveCountAsync(0);
        await dialog.GetByLabel("Album", new() { Exact = true }).SelectOptionAsync("camera");
        await dialog.GetByLabel("Ends").SelectOptionAsync("7");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make" }).ClickAsync();
        await Expect(keys).ToHaveCountAsync(2);
        await Expect(keys.Nth(1)).ToContainTextAsync("<b>phone</b>");
        await Expect(keys.Nth(1)).ToContainTextAsync("in the album camera alone");
        await Expect(keys.Nth(1)).ToContainTextAsync("not used yet");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy the key <b>phone</b>" }).ClickAsync();
        await Expect(Page.GetByText("The key is copied")).ToBeVisibleAsync();
        var phone = new ApiClient(Daemon.Address, await ClipboardAsync());
        Assert.Equal("camera", Uploaded(await phone.UploadAsync("a.png", Picture())).GetProperty("album").GetProperty("name").GetString());
        Assert.Equal("insufficient_scope", (await phone.GetAsync("api/images")).Code);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke the key <b>phone</b>" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(keys).ToHaveCountAsync(1);
        Assert.Equal("unauthorized", (await phone.GetAsync("api/images")).Code);
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
