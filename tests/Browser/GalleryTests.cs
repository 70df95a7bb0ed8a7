using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

[Collection(BrowserTestBase.Clipboard)]
public sealed class GalleryTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Bar => Page.Locator(".selection");

    private ILocator Count => Page.Locator(".count");

    [Fact]
    public async Task Of_many_pictures_only_those_that_are_seen_exist_on_the_page()
    {
        for (int i = 0; i < 4; i++)
            await Api.UploadAsync([.. Enumerable.Range(1, 100).Select(n => ($"{i}{n:000}.png", Picture()))]);
        await SignInAsync();
        await Page.AddInitScriptAsync(
            """
            window.shift = 0;
            new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
            """);
        await Page.ReloadAsync();
        await Expect(Count).ToHaveTextAsync("400 pictures");
        await Expect(Tiles.First.Locator("img")).ToHaveAttributeAsync("alt", "3100.png");
        Assert.InRange(await Page.Locator(".tile").CountAsync(), 1, 100);

        await Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Expect(Page.GetByRole(AriaRole.Img, new() { Name = "0001.png" })).ToBeVisibleAsync();
        Assert.InRange(await Page.Locator(".tile").CountAsync(), 1, 100);

        double shift = await Page.EvaluateAsync<double>("window.shift");
        Assert.InRange(shift, 0, 0.01);
    }

    [Fact]
    public async Task Search_finds_names_and_descriptions_and_stands_in_the_address()
    {
        JsonElement[] images = await StoreAsync("harbour.png", "mountain.png", "third.png");
        await Api.PutAsync($"api/images/{Id(images[2])}", ("description", "the Harbour at night"));
        await SignInAsync();

        await Page.GetByRole(AriaRole.Searchbox).FillAsync("harbour");
        await ExpectTilesAsync("third.png", "harbour.png");
        await Page.ReloadAsync();
        await ExpectTilesAsync("third.png", "harbour.png");

        await Page.GetByRole(AriaRole.Searchbox).FillAsync("nothing like that");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(Tiles).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Order_album_and_days_choose_what_is_shown()
    {
        await Api.UploadAsync("b.png", Picture(), ("album", "travel"));
        await Api.UploadAsync("a.png", Picture(300, 200));
        await SignInAsync();
        await ExpectTilesAsync("a.png", "b.png");

        await Page.GetByLabel("Order").SelectOptionAsync("Oldest first");
        await ExpectTilesAsync("b.png", "a.png");
        await Page.GetByLabel("Order").SelectOptionAsync("By name");
        await ExpectTilesAsync("a.png", "b.png");
        await Page.GetByLabel("Album").SelectOptionAsync("travel");
        await ExpectTilesAsync("b.png");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await Page.GetByLabel("To day").FillAsync("2020-01-01");
        await Expect(Page.GetByText("Nothing found")).ToBeVisibleAsync();
        await Page.GetByLabel("To day").FillAsync("");
        await Page.GetByLabel("From day").FillAsync("2020-01-01");
        await ExpectTilesAsync("b.png");
    }

    [Fact]
    public async Task Several_are_selected_by_box_shift_click_and_all_at_once()
    {
        await StoreAsync("1.png", "2.png", "3.png", "4.png", "5.png");
        await SignInAsync();
        await Expect(Tiles).ToHaveCountAsync(5);

        await Tiles.Nth(1).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Expect(Bar).ToContainTextAsync("1 selected");
        await Tiles.Nth(3).Locator("a").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(Bar).ToContainTextAsync("3 selected");
        await Expect(Tiles.Nth(2).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await Tiles.Nth(2).Locator("a").ClickAsync();
        await Expect(Bar).ToContainTextAsync("2 selected");
        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Bar).ToContainTextAsync("5 selected");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Bar).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_links_of_those_that_are_selected_are_copied_in_every_format_and_the_last_one_is_remembered()
    {
        JsonElement[] images = await StoreAsync("1.png", "2.png");
        await SignInAsync();
        await Tiles.Nth(1).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Tiles.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync();

        foreach ((string name, string field) in new[] { ("URL", "url"), ("Markdown", "markdown"), ("HTML", "html"), ("BBCode", "bbcode") })
        {
            await Bar.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
            await Expect(Page.Locator(".toast").Last).ToContainTextAsync($"2 links copied as {name}");
            Assert.Equal(string.Join('\n', images.Select(i => Text(i.GetProperty("links"), field))), await ClipboardAsync());
        }

        await Page.ReloadAsync();
        await Tiles.Nth(0).HoverAsync();
        await Tiles.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Copy the link to 2.png" }).ClickAsync();
        await Expect(Page.Locator(".toast")).ToContainTextAsync("Copied as BBCode");
        Assert.Equal(Text(images[1].GetProperty("links"), "bbcode"), await ClipboardAsync());
    }

    [Fact]
    public async Task A_deletion_is_seen_at_once_and_can_be_undone()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Tiles.Nth(1).GetByRole(AriaRole.Checkbox).ClickAsync();

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ExpectTilesAsync("1.png");
        await Expect(Count).ToHaveTextAsync("1 picture");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await ExpectTilesAsync("3.png", "2.png", "1.png");
        await Page.ReloadAsync();
        await ExpectTilesAsync("3.png", "2.png", "1.png");
    }

    [Fact]
    public async Task A_deletion_is_done_after_ten_seconds()
    {
        await StoreAsync("1.png", "2.png");
        await Page.Clock.InstallAsync();
        await SignInAsync();
        await Tiles.Nth(0).Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("Delete");
        await ExpectTilesAsync("1.png");
        Assert.Equal(["1.png", "2.png"], Names(await Api.GetAsync("api/images")).Order());

        Task<IResponse> deleted = Page.WaitForResponseAsync(response => response.Url.EndsWith("/api/images/delete", StringComparison.Ordinal));
        await Page.Clock.FastForwardAsync(10_000);
        await deleted;

        Assert.Equal(["1.png"], Names(await Api.GetAsync("api/images")));
        await ExpectTilesAsync("1.png");
    }

    [Fact]
    public async Task A_deletion_is_done_when_the_page_is_left()
    {
        await StoreAsync("1.png", "2.png");
        await SignInAsync();
        await Tiles.Nth(0).Locator("a").FocusAsync();
        await Page.Keyboard.PressAsync("Delete");
        await ExpectTilesAsync("1.png");

        await Page.GotoAsync("about:blank");
        IPage again = await NewPageAsync();
        await again.GotoAsync(Root.AbsoluteUri);

        await Expect(again.Locator(".count")).ToHaveTextAsync("1 picture");
    }

    [Fact]
    public async Task Those_that_are_selected_move_to_another_album()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Tiles.Nth(2).GetByRole(AriaRole.Checkbox).ClickAsync();

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Album").SelectOptionAsync("New album…");
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("trips");
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Expect(Page.GetByText("2 pictures moved to trips")).ToBeVisibleAsync();
        Assert.Equal(["1.png", "3.png"], Names(await Api.GetAsync("api/images?album=trips")).Order());
    }

    [Fact]
    public async Task Those_that_are_selected_are_downloaded_as_a_zip()
    {
        await StoreAsync("1.png", "2.png");
        await SignInAsync();
        await Expect(Tiles).ToHaveCountAsync(2);
        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Bar).ToContainTextAsync("2 selected");

        IDownload download = await Page.RunAndWaitForDownloadAsync(
            () => Bar.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());

        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);
        await using Stream stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        using var zip = new System.IO.Compression.ZipArchive(bytes);
        Assert.Equal(["1.png", "2.png"], zip.Entries.Select(entry => entry.Name).Order());
    }

    [Fact]
    public async Task The_uploads_cover_nothing_of_what_can_be_done_with_the_selection()
    {
        await Page.SetViewportSizeAsync(900, 700);
        await SignInAsync();
        await Page.Locator("input[type=file]").SetInputFilesAsync([File("1.png", Picture()), File("2.png", Picture())]);
        await Expect(Tiles).ToHaveCountAsync(2);

        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        LocatorBoundingBoxResult bar = (await Bar.BoundingBoxAsync())!, uploads = (await Page.Locator(".uploads").BoundingBoxAsync())!;

        Assert.True(uploads.Y + uploads.Height <= bar.Y, $"the uploads end at {uploads.Y + uploads.Height}, the bar begins at {bar.Y}");
    }

    [Fact]
    public async Task Downloading_without_a_session_leads_to_signing_in()
    {
        await StoreAsync("1.png");
        await SignInAsync();
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Page.Context.ClearCookiesAsync();

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();

        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
    }
}
