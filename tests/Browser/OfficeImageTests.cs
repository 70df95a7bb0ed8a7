using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class OfficeImageTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    // Of an input with suggestions.
    private ILocator Owner => Page.GetByLabel("User", new() { Exact = true });

    private ILocator Albums => Page.GetByLabel("Album", new() { Exact = true });

    private ILocator Search => Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names and descriptions" });

    [Fact]
    public async Task A_link_to_a_users_album_shows_both_and_others_are_chosen()
    {
        await StoreAsync("plain.png");
        JsonElement trip = Uploaded(await Api.UploadAsync("trip.png", Picture(), ("album", "trips"))).GetProperty("album");
        await OfficeAsync("albums");
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names" }).FillAsync("trips");
        await Page.GetByRole(AriaRole.Row).Filter(new() { HasText = User }).GetByRole(AriaRole.Link, new() { Name = "trips" }).ClickAsync();

        await ExpectTilesAsync("trip.png");
        await Expect(Owner).ToHaveValueAsync(User);
        await Expect(Albums).ToHaveValueAsync($"{Id(trip)}");
        await Albums.SelectOptionAsync("All albums");
        await ExpectTilesAsync("trip.png", "plain.png");
    }

    [Fact]
    public async Task Users_are_found_by_a_part_of_their_name_and_the_search_stays_in_the_address()
    {
        string name = $"{Guid.NewGuid():N}";
        var other = new ApiClient(Daemon.Address, await Daemon.CreateUserAsync(name));
        await other.UploadAsync("bad.png", Picture());
        await other.UploadAsync("good.png", Picture());
        await StoreAsync("bad too.png");
        await OfficeAsync("images");

        await Owner.FillAsync(name[5..25]);
        await ExpectTilesAsync("good.png", "bad.png");
        await Search.FillAsync("bad");
        await ExpectTilesAsync("bad.png");
        await Page.ReloadAsync();
        await ExpectTilesAsync("bad.png");
        await Expect(Owner).ToHaveValueAsync(name);
        await Expect(Search).ToHaveValueAsync("bad");

        await Search.FillAsync("no such picture");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await Search.FillAsync("");
        await Owner.FillAsync("nobody at all");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Escape_ends_selecting_all()
    {
        await StoreAsync("1.png");
        await OfficeAsync($"images?user={User}");
        await ExpectTilesAsync("1.png");
        await HoldAsync("**/api/admin/images?*");
        await Page.RunAndWaitForRequestAsync(() => Page.Keyboard.PressAsync("Control+a"), "**/api/admin/images?*");
        await Expect(Page.Locator(".selection")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("Escape");

        await Expect(Page.Locator(".selection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_search_that_is_left_at_once_changes_no_other_page()
    {
        await Page.Clock.InstallAsync();
        await OfficeAsync("images");
        await Search.FillAsync("sea");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Users" })).ToBeVisibleAsync();

        await Page.Clock.FastForwardAsync(1000);

        Assert.EndsWith("/admin/#/users", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keyboard_selects_all_and_nothing()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await OfficeAsync($"images?user={User}");
        await ExpectTilesAsync("3.png", "2.png", "1.png");

        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Page.Locator(".selection")).ToContainTextAsync("3 selected");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".selection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Users_are_searched_by_address()
    {
        await OfficeAsync("users");

        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names and e-mail addresses" }).FillAsync($"{User}@example");

        // The administrator's begins with office-.
        await Expect(Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(Row(User)).ToBeVisibleAsync();
        await Expect(Row(Administrator)).ToBeVisibleAsync();
    }
}
