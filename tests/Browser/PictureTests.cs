using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

[Collection(BrowserTestBase.Clipboard)]
public sealed class PictureTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator About => Page.Locator(".about");

    [Fact]
    public async Task A_picture_is_shown_large_with_its_facts()
    {
        JsonElement image = Uploaded(await Api.UploadAsync("wide.png", Picture(1200, 300), ("album", "travel")));
        await SignInAsync();

        await Tiles.First.Locator("a").ClickAsync();

        await Expect(Heading("wide.png")).ToBeVisibleAsync();
        await Expect(About).ToContainTextAsync("1,200 × 300");
        await Expect(About).ToContainTextAsync("PNG");
        await Expect(About).ToContainTextAsync("travel");
        await Expect(About).ToContainTextAsync(Text(image, "sha256"));
        await Expect(Page.Locator(".stage img")).ToHaveJSPropertyAsync("complete", true);
        Assert.InRange(await Page.Locator(".stage img").EvaluateAsync<int>("img => img.naturalWidth * img.clientHeight"), 100_000, int.MaxValue);
    }

    [Fact]
    public async Task Arrow_keys_lead_to_the_neighbours_and_Escape_back_to_the_list()
    {
        await StoreAsync("1.png", "2.png", "3.png", "other.png");
        await SignInAsync();
        await Page.GetByRole(AriaRole.Searchbox).FillAsync(".png");
        await Page.GetByRole(AriaRole.Searchbox).PressAsync("Tab");
        await Tiles.Nth(1).Locator("a").ClickAsync();
        await Expect(Heading("3.png")).ToBeVisibleAsync();

        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Heading("2.png")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Previous picture" }).ClickAsync();
        await Expect(Heading("3.png")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");

        await Expect(Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync(".png");
        await Expect(Tiles).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task An_old_picture_that_is_opened_by_its_address_has_its_neighbours()
    {
        long[] ids = [.. (await StoreAsync([.. Enumerable.Range(1, 170).Select(i => $"{i}.png")])).Select(Id)];
        await Api.PostAsync("api/images/delete", ("ids", string.Join(',', ids[100..160])));
        await SignInAsync($"#/image/{ids[20]}");

        await Expect(Heading("21.png")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Heading("20.png")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Previous picture" }).ClickAsync();
        await Expect(Heading("21.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Name_and_description_are_edited_in_their_place()
    {
        long id = Id((await StoreAsync("old.png"))[0]);
        await SignInAsync($"#/image/{id}");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the name" }).ClickAsync();
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the name" }).FillAsync("new.png");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Heading("new.png")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the description" }).ClickAsync();
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the description" }).FillAsync("first line\nsecond line");
        await Page.Keyboard.PressAsync("Control+Enter");
        await Expect(About).ToContainTextAsync("first line\nsecond line");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the name" }).ClickAsync();
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the name" }).FillAsync("thought better of it");
        await Page.Keyboard.PressAsync("Escape");

        await Expect(Heading("new.png")).ToBeVisibleAsync();
        JsonElement image = (await Api.GetAsync($"api/images/{id}")).Data;
        Assert.Equal(("new.png", "first line\nsecond line"), (Text(image, "name"), Text(image, "description")));
    }

    [Fact]
    public async Task A_name_that_is_refused_says_why_and_stays()
    {
        long id = Id((await StoreAsync("kept.png"))[0]);
        await SignInAsync($"#/image/{id}");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the name" }).ClickAsync();
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the name" }).FillAsync(" ");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Heading("kept.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_typed_is_there_still_when_it_could_not_be_saved()
    {
        long id = Id((await StoreAsync("1.png"))[0]);
        await SignInAsync($"#/image/{id}");
        await Page.RouteAsync("**/api/images/*", route => route.AbortAsync());

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the description" }).ClickAsync();
        ILocator field = Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the description" });
        await field.FillAsync("a long story");
        await Page.Keyboard.PressAsync("Control+Enter");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("maple does not answer");
        await Expect(field).ToHaveValueAsync("a long story");
        await Page.UnrouteAsync("**/api/images/*");
        await field.PressAsync("Control+Enter");

        await Expect(field).ToBeHiddenAsync();
        Assert.Equal("a long story", Text((await Api.GetAsync($"api/images/{id}")).Data, "description"));
    }

    [Fact]
    public async Task A_reload_keeps_the_list_and_Escape_steps_back_to_it()
    {
        await StoreAsync("1.png", "other", "2.png", "3.png");
        await SignInAsync("#/?q=.png&sort=oldest");
        await ExpectTilesAsync("1.png", "2.png", "3.png");
        await Tiles.Nth(0).Locator("a").ClickAsync();
        await Expect(Heading("1.png")).ToBeVisibleAsync();

        await Page.ReloadAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" }).ClickAsync();
        await Expect(Heading("2.png")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await ExpectTilesAsync("1.png", "2.png", "3.png");
        await Expect(Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync(".png");
        // It was no further step: the picture is ahead, not behind.
        await Page.GoForwardAsync();
        await Expect(Heading("2.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_next_picture_is_fetched_before_it_is_asked_for()
    {
        JsonElement[] images = await StoreAsync("1.png", "2.png");

        await Page.RunAndWaitForRequestAsync(() => SignInAsync($"#/image/{Id(images[1])}"), Text(images[0], "url"));

        await Expect(Heading("2.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_picture_has_all_the_room_below_the_header()
    {
        long id = Id((await StoreAsync("1.png"))[0]);
        await SignInAsync($"#/image/{id}");
        await Expect(Heading("1.png")).ToBeVisibleAsync();

        LocatorBoundingBoxResult header = (await Page.Locator("header.top").BoundingBoxAsync())!;
        LocatorBoundingBoxResult stage = (await Page.Locator(".stage").BoundingBoxAsync())!;

        Assert.Equal(header.Y + header.Height, stage.Y);
        Assert.Equal(Page.ViewportSize!.Height, stage.Y + stage.Height);
    }

    [Fact]
    public async Task A_picture_moves_to_another_album()
    {
        await Api.PostAsync("api/albums", ("name", "travel"));
        long id = Id((await StoreAsync("1.png"))[0]);
        await SignInAsync($"#/image/{id}");

        await About.GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Album").SelectOptionAsync("travel");
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Expect(About.GetByRole(AriaRole.Link, new() { Name = "travel" })).ToBeVisibleAsync();
        Assert.Equal(["1.png"], Names(await Api.GetAsync("api/images?album=travel")));
    }

    [Fact]
    public async Task Deleting_leads_to_the_next_and_can_be_undone()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.Nth(1).Locator("a").ClickAsync();
        await Expect(Heading("2.png")).ToBeVisibleAsync();

        await About.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Heading("1.png")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await ExpectTilesAsync("3.png", "1.png");
        await Page.Keyboard.PressAsync("Control+z");

        await ExpectTilesAsync("3.png", "2.png", "1.png");
    }

    [Fact]
    public async Task One_that_was_deleted_and_taken_back_is_a_neighbour_again()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.Nth(0).Locator("a").ClickAsync();
        await Expect(Heading("3.png")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("Delete");
        await Expect(Heading("2.png")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Control+z");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Previous picture" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Delete");
        await Expect(Heading("1.png")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Heading("3.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task No_picture_is_passed_over_after_others_were_deleted()
    {
        // More than a page of the list.
        const int Count = 56, Deleted = 3;
        await StoreAsync([.. Enumerable.Range(1, Count).Select(i => $"{i}.png")]);
        await Page.Clock.InstallAsync();
        await SignInAsync();
        await Tiles.First.Locator("a").ClickAsync();
        for (int i = Count; i > Count - Deleted; i--)
        {
            await Expect(Heading($"{i}.png")).ToBeVisibleAsync();
            await Page.Keyboard.PressAsync("Delete");
        }

        await Expect(Heading($"{Count - Deleted}.png")).ToBeVisibleAsync();
        await Page.RunAndWaitForResponseAsync(() => Page.Clock.FastForwardAsync(10_000), "**/api/images?*");

        for (int i = Count - Deleted; i > 1; i--)
        {
            await Expect(Heading($"{i}.png")).ToBeVisibleAsync();
            await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToHaveAttributeAsync("href", new Regex("^#/image/[0-9]+"));
            await Page.Keyboard.PressAsync("ArrowRight");
        }

        await Expect(Heading("1.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Each_format_is_copied_in_one_click()
    {
        JsonElement links = (await StoreAsync("a [b].png"))[0].GetProperty("links");
        await SignInAsync();
        await Tiles.First.Locator("a").ClickAsync();

        foreach ((string name, string field) in new[] { ("URL", "url"), ("Markdown", "markdown"), ("HTML", "html"), ("BBCode", "bbcode") })
        {
            await About.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
            await Expect(Page.Locator(".toast").Last).ToContainTextAsync($"Copied as {name}");
            Assert.Equal(Text(links, field), await ClipboardAsync());
        }
    }

    private ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });
}
