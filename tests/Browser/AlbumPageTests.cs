using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class AlbumPageTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    [Fact]
    public async Task An_album_is_made_renamed_and_described()
    {
        await SignInAsync("#/albums");
        await Page.GetByRole(AriaRole.Button, new() { Name = "New album" }).ClickAsync();
        await Dialog.GetByLabel("Name").FillAsync("trips");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Heading("trips")).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the album" }).ClickAsync();
        await Dialog.GetByLabel("Name").FillAsync("journeys");
        await Dialog.GetByLabel("Description").FillAsync("far away");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Heading("journeys")).ToBeVisibleAsync();
        await Expect(Page.GetByText("far away")).ToBeVisibleAsync();
        await Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Albums" }).ClickAsync();
        await Expect(Page.Locator(".albums li")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".albums")).ToContainTextAsync("journeys");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_in_the_dialogue()
    {
        await Api.PostAsync("api/albums", ("name", "trips"));
        await SignInAsync("#/albums");
        await Page.GetByRole(AriaRole.Button, new() { Name = "New album" }).ClickAsync();
        await Dialog.GetByLabel("Name").FillAsync("Trips");

        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Trips");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_picture_becomes_the_cover()
    {
        long first = Id(Uploaded(await Api.UploadAsync("first.png", Picture(), ("album", "trips"))));
        await Api.UploadAsync("second.png", Picture(), ("album", "trips"));
        string thumb = Text((await Api.GetAsync($"api/images/{first}")).Data, "thumb_url");
        await SignInAsync($"#/image/{first}");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Use as cover" }).ClickAsync();
        await Expect(Page.GetByText("Now the cover of trips")).ToBeVisibleAsync();
        await Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Albums" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "trips" }).Locator("img")).ToHaveAttributeAsync("src", thumb);
    }

    [Theory]
    [InlineData("Move to the default album", 1)]
    [InlineData("Delete for good", 0)]
    public async Task Deleting_an_album_asks_what_becomes_of_its_pictures(string choice, int left)
    {
        long album = Id(Uploaded(await Api.UploadAsync("one.png", Picture(), ("album", "trips"))).GetProperty("album"));
        await SignInAsync($"#/album/{album}");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete the album" }).ClickAsync();
        await Dialog.GetByLabel(choice).CheckAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(Page.GetByText("The album trips is deleted")).ToBeVisibleAsync();
        await Expect(Page.Locator(".albums li")).ToHaveCountAsync(1);
        Assert.Equal(left, (await Api.GetAsync("api/images")).Data.GetArrayLength());
    }

    private ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });
}
