using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

[Collection(BrowserTestBase.Clipboard)]
public sealed class UploadTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Input => Page.Locator("input[type=file]");

    [Fact]
    public async Task Files_that_are_chosen_are_uploaded_and_appear()
    {
        await SignInAsync();

        await Input.SetInputFilesAsync([File("one.png", Picture()), File("two.png", Picture())]);

        await Expect(Page.Locator(".uploads h2")).ToHaveTextAsync("2 pictures uploaded");
        await Expect(Tiles).ToHaveCountAsync(2);
        Assert.Equal(["one.png", "two.png"], Names(await Api.GetAsync("api/images")).Order());
    }

    [Fact]
    public async Task A_file_that_is_no_picture_says_why_it_failed()
    {
        await SignInAsync();

        await Input.SetInputFilesAsync([File("notes.txt", "just a text"u8.ToArray(), "text/plain"), File("good.png", Picture())]);

        await Expect(Uploads.Nth(0)).ToContainTextAsync("The file is a text, not a picture that maple can read.");
        await ExpectTilesAsync("good.png");
    }

    [Fact]
    public async Task What_failed_can_be_tried_again()
    {
        await SignInAsync();
        await Page.RouteAsync("**/api/images", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await Input.SetInputFilesAsync([File("late.png", Picture())]);
        await Expect(Uploads).ToContainTextAsync("The upload broke off.");

        await Page.UnrouteAsync("**/api/images");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try late.png again" }).ClickAsync();

        await ExpectTilesAsync("late.png");
    }

    [Fact]
    public async Task Three_are_sent_at_a_time_and_one_that_is_cancelled_makes_way()
    {
        await SignInAsync();
        var release = new TaskCompletionSource();
        await Page.RouteAsync("**/api/images", async route =>
        {
            if (route.Request.Method == "POST")
                await release.Task;
            // The one that was cancelled meanwhile is no more.
            if (route.Request.Failure is null)
                await route.ContinueAsync();
        });

        await Input.SetInputFilesAsync([.. Enumerable.Range(1, 5).Select(i => File($"{i}.png", Picture()))]);
        await Expect(Page.Locator(".uploads [data-state=waiting]")).ToHaveCountAsync(2);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel 1.png" }).ClickAsync();

        await Expect(Uploads.Nth(0)).ToContainTextAsync("Cancelled");
        await Expect(Page.Locator(".uploads [data-state=waiting]")).ToHaveCountAsync(1);
        release.SetResult();
        await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(4);
        await Expect(Tiles).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task The_bar_shows_how_far_an_upload_is()
    {
        await SignInAsync();
        ICDPSession network = await Page.Context.NewCDPSessionAsync(Page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = 100_000,
        });
        byte[] large = [.. Picture(), .. new byte[3_000_000]];

        await Input.SetInputFilesAsync([File("large.png", large)]);

        await Expect(Uploads).ToContainTextAsync(new Regex("[1-9]\\d? %"));
        Assert.InRange(await Page.Locator(".uploads progress").EvaluateAsync<double>("bar => bar.value"), 0.01, 0.99);
    }

    [Fact]
    public async Task Leaving_during_an_upload_asks_first()
    {
        await SignInAsync();
        await Page.RouteAsync("**/api/images", route => route.Request.Method == "POST" ? Task.CompletedTask : route.ContinueAsync());
        await Input.SetInputFilesAsync([File("slow.png", Picture())]);
        await Expect(Page.Locator(".uploads [data-state=sending]")).ToHaveCountAsync(1);
        var asked = new TaskCompletionSource<string>();
        Page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            await dialog.AcceptAsync();
        };

        await Page.CloseAsync(new() { RunBeforeUnload = true });

        Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromMilliseconds(Chromium.Patience)));
    }

    [Fact]
    public async Task What_is_dropped_on_an_album_is_uploaded_there_wherever_one_goes_while_it_is_read()
    {
        await Page.AddInitScriptAsync(
            """
            window.readable = new Promise(resolve => { window.release = resolve; });
            Blob.prototype.arrayBuffer = (read => async function () { await readable; return read.call(this); })(Blob.prototype.arrayBuffer);
            """);
        long album = Id((await Api.PostAsync("api/albums", ("name", "trips"))).Data);
        await SignInAsync($"#/album/{album}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "trips" })).ToBeVisibleAsync();
        string file = Path.Combine(Directory.CreateTempSubdirectory("maple-drop-").FullName, "one.png");
        await System.IO.File.WriteAllBytesAsync(file, Picture());
        try
        {
            await Page.DragAsync(file);
            await Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Pictures" }).ClickAsync();
            await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Pictures", Exact = true })).ToBeVisibleAsync();
            await Page.EvaluateAsync("release()");
            await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(1);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }

        Assert.Equal(["one.png"], Names(await Api.GetAsync($"api/images?album={album}")));
    }

    [Fact]
    public async Task Files_and_folders_that_are_dropped_anywhere_are_uploaded()
    {
        await SignInAsync();
        string folder = Directory.CreateTempSubdirectory("maple-drop-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "trip", "day 2"));
            string[] files = ["alone.png", "trip/harbour.png", "trip/day 2/夜.png"];
            foreach (string file in files)
                await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, file), Picture());
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "trip", "readme.txt"), "no picture");

            await Page.DragAsync(Path.Combine(folder, "alone.png"), Path.Combine(folder, "trip"));

            // It goes after four seconds, whatever the uploads take.
            await Expect(Page.GetByText("1 file that is no picture was left out")).ToBeVisibleAsync();
            await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(3);
            await Expect(Page.Locator(".curtain")).ToBeHiddenAsync();
            Assert.Equal(["alone.png", "harbour.png", "夜.png"], Names(await Api.GetAsync("api/images")).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_screenshot_is_a_link_after_paste_and_copy()
    {
        await SignInAsync();
        await Page.EvaluateAsync(
            """
            async base64 => {
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
            }
            """,
            Convert.ToBase64String(Picture()));

        await Page.Keyboard.PressAsync("Control+v");
        await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Control+c");

        await Expect(Page.Locator(".toast")).ToContainTextAsync("Copied as URL");
        JsonElement image = Assert.Single((await Api.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Equal(Text(image, "url"), await ClipboardAsync());
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$", Text(image, "name"));
    }

    [Fact]
    public async Task On_an_albums_page_uploads_go_into_that_album()
    {
        Answer album = await Api.PostAsync("api/albums", ("name", "travel"));
        await SignInAsync($"#/album/{Id(album.Data)}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "travel" })).ToBeVisibleAsync();

        await Input.SetInputFilesAsync([File("beach.png", Picture())]);

        await ExpectTilesAsync("beach.png");
        Assert.Equal(["beach.png"], Names(await Api.GetAsync("api/images?album=travel")));
    }

    [Fact]
    public async Task After_an_upload_each_format_is_copied_in_one_click()
    {
        await SignInAsync();
        await Input.SetInputFilesAsync([File("one.png", Picture()), File("two.png", Picture())]);
        await Expect(Page.Locator(".uploads [data-state=done]")).ToHaveCountAsync(2);
        JsonElement one = (await Api.GetAsync("api/images?name=one")).Data[0];

        foreach ((string name, string field) in new[] { ("URL", "url"), ("Markdown", "markdown"), ("HTML", "html"), ("BBCode", "bbcode") })
        {
            await Uploads.Filter(new() { HasText = "one.png" }).GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
            await Expect(Page.Locator(".toast").Last).ToContainTextAsync($"Copied as {name}");
            Assert.Equal(Text(one.GetProperty("links"), field), await ClipboardAsync());
        }

        await Page.Locator(".copy-all").GetByRole(AriaRole.Button, new() { Name = "BBCode" }).ClickAsync();
        await Expect(Page.GetByText("2 links copied as BBCode")).ToBeVisibleAsync();
        Assert.Equal(2, (await ClipboardAsync()).Split('\n').Length);
    }
}
