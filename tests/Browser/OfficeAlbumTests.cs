using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class OfficeAlbumTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    private ILocator Delete => Main.GetByRole(AriaRole.Button, new() { Name = "Delete" });

    [Fact]
    public async Task Albums_are_searched_and_many_are_deleted_with_their_pictures()
    {
        await Api.UploadAsync("gone.png", Picture(), ("album", $"one of {User}"));
        await Api.PostAsync("api/albums", ("name", $"two of {User}"));
        await Api.PostAsync("api/albums", ("name", $"kept by {User}"));
        await OfficeAsync("albums");
        await Expect(Delete).ToBeHiddenAsync();
        await Expect(Choice("default")).ToBeDisabledAsync();
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names" }).FillAsync($"of {User}");
        await Expect(Row($"kept by {User}")).ToHaveCountAsync(0);

        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all" }).CheckAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync("2 selected");
        await Delete.ClickAsync();
        await Expect(Dialog).ToContainTextAsync("Delete 2 albums?");
        await Dialog.GetByLabel("Delete for good").CheckAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(Page.GetByText("2 albums are deleted")).ToBeVisibleAsync();
        await Expect(Main).ToContainTextAsync("Nothing found");
        Assert.Equal(["default", $"kept by {User}"], Names(await Api.GetAsync("api/albums")));
        Assert.Empty(Names(await Api.GetAsync("api/images")));
    }

    [Fact]
    public async Task One_album_goes_and_its_pictures_move_to_the_default_album_and_what_stays_is_told()
    {
        await Api.PostAsync("api/albums", ("name", $"secret {User}"), ("private", "true"));
        await Api.UploadAsync("secret.png", Picture(), ("album", $"secret {User}"));
        await Api.UploadAsync("open.png", Picture(), ("album", $"open {User}"));
        await OfficeAsync("albums");
        await Choice($"open {User}").CheckAsync();
        await Delete.ClickAsync();
        await Expect(Dialog).ToContainTextAsync($"Delete the album open {User}?");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Row($"open {User}")).ToHaveCountAsync(0);
        Assert.Equal(["open.png"], Names(await Api.GetAsync("api/images?album=default")));

        await Choice($"secret {User}").CheckAsync();
        await Delete.ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is private and the default album is not");
        await Expect(Row($"secret {User}")).ToBeVisibleAsync();
    }

    private ILocator Choice(string album) => Page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {album} of {User}", Exact = true });
}
