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

    [Fact]
    public async Task An_album_that_was_filled_since_it_was_opened_can_be_downloaded_and_deleted()
    {
        long album = Id((await Api.PostAsync("api/albums", ("name", "trips"))).Data);
        await SignInAsync($"#/album/{album}");
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();
        ILocator download = Page.GetByRole(AriaRole.Link, new() { Name = "Download" });
        await Expect(download).ToBeHiddenAsync();

        await Page.Locator("input[type=file]").SetInputFilesAsync([File("1.png", Picture())]);
        await Expect(download).ToBeVisibleAsync();
        await Api.UploadAsync("2.png", Picture(), ("album", "trips"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete the album" }).ClickAsync();
        await Expect(Dialog).ToContainTextAsync("Its 2 pictures");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(Page.GetByText("The album trips is deleted")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_album_can_be_named_by_a_number()
    {
        await StoreAsync("1.png");
        await SignInAsync();
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        // An album has this id, which is another user's or one's own.
        await Dialog.GetByLabel("Album").SelectOptionAsync("New album…");
        await Dialog.GetByLabel("Name").FillAsync($"{Id((await Api.GetAsync("api/albums")).Data[0])}");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Expect(Page.GetByText("1 picture moved to")).ToBeVisibleAsync();
        Assert.Equal(2, (await Api.GetAsync("api/albums")).Data.GetArrayLength());
    }

    private ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });
}
