using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class OfficeSessionTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    [Fact]
    public async Task When_the_session_ends_signing_in_leads_back_to_the_same_page_of_the_office()
    {
        await OfficeAsync("albums");
        await Page.Context.ClearCookiesAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Log", Exact = true }).ClickAsync();

        await FillSignInAsync(Administrator, Password);

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Log" })).ToBeVisibleAsync();
        Assert.EndsWith("/admin/#/log", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_administrator_comes_to_the_gallery_instead()
    {
        await StoreAsync("mine.png");

        await SignInAsync("#/login?office=yes&next=%2Flog");

        await ExpectTilesAsync("mine.png");
        Assert.Equal(Root.AbsolutePath, new Uri(Page.Url).AbsolutePath);
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task No_link_leads_from_signing_in_to_another_site(string next)
    {
        await SignInAsAdministratorAsync($"#/login?office=yes&next={Uri.EscapeDataString(next)}");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        Assert.Equal(Root.Authority, new Uri(Page.Url).Authority);
    }

    [Fact]
    public async Task One_signs_out_in_the_office()
    {
        await OfficeAsync("log");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to maple" })).ToBeVisibleAsync();
        Assert.Equal(404, (await Page.GotoAsync("admin/"))!.Status);
    }
}

/// <summary>The office below a path of another site.</summary>
public sealed class OfficeSubpathTests(OfficeSubpathDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeSubpathDaemon>
{
    protected override Uri Root => new(Daemon.Address, "/my/pics/");

    [Fact]
    public async Task The_office_works_below_a_path_and_is_come_back_to()
    {
        await StoreAsync("one.png");
        await SignInAsAdministratorAsync("#/account");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Back office" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await Row(User).GetByRole(AriaRole.Link, new() { Name = User }).ClickAsync();
        await Expect(Tiles.First.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 64);
        await Page.Context.ClearCookiesAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await FillSignInAsync(Administrator, Password);

        await Expect(Row(User)).ToBeVisibleAsync();
        Assert.Equal("/my/pics/admin/", new Uri(Page.Url).AbsolutePath);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();
        Assert.Equal("/my/pics/", new Uri(Page.Url).AbsolutePath);
    }
}

public sealed class OfficeSubpathDaemon : OfficeDaemon
{
    protected override string PublicUrl => "http://pics.example/my/pics/";
}
