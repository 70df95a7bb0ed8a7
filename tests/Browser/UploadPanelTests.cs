using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>The panel with much in it.</summary>
public sealed class UploadPanelTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private ILocator Input => Page.Locator("input[type=file]");

    private ILocator Title => Page.Locator(".uploads h2");

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task Of_a_thousand_files_some_rows_are_shown_and_only_those_being_sent_are_read()
    {
        await Page.AddInitScriptAsync("URL.createObjectURL = (make => file => (window.previews = (window.previews ?? 0) + 1, make.call(URL, file)))(URL.createObjectURL);");
        await SignInAsync();
        await HoldAsync();

        await ChooseAsync(1000);

        await Expect(Title).ToHaveTextAsync("Uploading, 0 of 1000 done");
        await Expect(Page.Locator(".uploads [data-state=sending]")).ToHaveCountAsync(3);
        await Expect(Page.GetByText("987 more wait")).ToBeVisibleAsync();
        Assert.Equal(13, await Uploads.CountAsync());
        Assert.Equal(3, await Page.EvaluateAsync<int>("previews"));

        await Button("Cancel all").ClickAsync();
        await Expect(Title).ToHaveTextAsync("0 pictures uploaded");
        await Expect(Page.Locator(".uploads [data-state=sending]")).ToHaveCountAsync(0);
        Assert.InRange(await Uploads.CountAsync(), 1, 100);
        await Button("Close").ClickAsync();
        await Expect(Page.Locator(".uploads")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_is_done_gives_way_to_what_is_next()
    {
        await SignInAsync();

        await Input.SetInputFilesAsync([.. Enumerable.Range(1, 25).Select(i => File($"{i}.png", Picture()))]);

        await Expect(Title).ToHaveTextAsync("25 pictures uploaded");
        await Expect(Uploads).ToHaveCountAsync(20);
        await Expect(Page.GetByText("5 more are done")).ToBeVisibleAsync();
        await Expect(Uploads.Last).ToContainTextAsync("25.png");
        await Expect(Page.Locator(".uploads img[src^='blob:']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task All_that_failed_is_tried_again_at_once()
    {
        await SignInAsync();
        await Page.RouteAsync("**/api/images", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await Input.SetInputFilesAsync([.. Enumerable.Range(1, 4).Select(i => File($"{i}.png", Picture()))]);
        await Expect(Page.Locator(".uploads [data-state=failed]")).ToHaveCountAsync(4);

        await Page.UnrouteAsync("**/api/images");
        await Button("Try all again").ClickAsync();

        await Expect(Title).ToHaveTextAsync("4 pictures uploaded");
        await Expect(Tiles).ToHaveCountAsync(4);
        await Expect(Button("Try all again")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_panel_folds_and_unfolds_when_something_new_comes_or_fails()
    {
        await SignInAsync();
        var release = new TaskCompletionSource();
        await Page.RouteAsync("**/api/images", async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }

            await release.Task;
            await route.AbortAsync();
        });
        await Input.SetInputFilesAsync(File("one.png", Picture()));
        await Expect(Button("Close")).ToBeHiddenAsync();

        await Button("Fold the uploads").ClickAsync();
        await Expect(Button("Unfold the uploads")).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(Uploads).ToBeHiddenAsync();
        await Input.SetInputFilesAsync(File("two.png", Picture()));
        await Expect(Uploads.Last).ToBeVisibleAsync();

        await Button("Fold the uploads").ClickAsync();
        release.SetResult();
        await Expect(Button("Fold the uploads")).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(Uploads.First).ToContainTextAsync("The upload broke off.");
        await Expect(Button("Close")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_row_leads_to_its_picture()
    {
        await SignInAsync();
        await Input.SetInputFilesAsync(File("one.png", Picture()));

        await Page.Locator(".uploads").GetByRole(AriaRole.Link, new() { Name = "one.png" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "one.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_ends_what_waits_as_well()
    {
        int sent = 0;
        await Page.RouteAsync("**/api/images", route =>
        {
            if (route.Request.Method != "POST")
                return route.ContinueAsync();
            return Interlocked.Increment(ref sent) == 1 ? route.AbortAsync() : Task.CompletedTask;
        });
        await SignInAsync();
        await Input.SetInputFilesAsync(File("first.png", Picture()));
        await Expect(Page.Locator(".uploads [data-state=failed]")).ToHaveCountAsync(1);
        await ChooseAsync(3);
        await Expect(Page.Locator(".uploads [data-state=sending]")).ToHaveCountAsync(3);
        await Page.Locator(".uploads").GetByRole(AriaRole.Button, new() { Name = "Try first.png again" }).ClickAsync();
        await Expect(Page.Locator(".uploads [data-state=waiting]")).ToHaveCountAsync(1);

        await Button("Sign out").ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();

        Assert.Equal(4, sent);
    }

    [Fact]
    public async Task What_takes_the_place_of_a_button_that_was_pressed_has_the_focus()
    {
        await SignInAsync();
        await HoldAsync();
        await ChooseAsync(1);

        await Page.Locator(".uploads").GetByRole(AriaRole.Button, new() { Name = "Cancel 0.png" }).PressAsync("Enter");

        await Expect(Page.Locator(".uploads").GetByRole(AriaRole.Button, new() { Name = "Try 0.png again" })).ToBeFocusedAsync();
    }

    private Task HoldAsync() =>
        Page.RouteAsync("**/api/images", route => route.Request.Method == "POST" ? Task.CompletedTask : route.ContinueAsync());

    /// <summary>More files than it makes sense to send to a browser: it makes them itself.</summary>
    private Task ChooseAsync(int count) => Input.EvaluateAsync(
        """
        (input, count) => {
          const files = new DataTransfer();
          for (let i = 0; i < count; i++) files.items.add(new File([String(i)], `${i}.png`, { type: 'image/png' }));
          input.files = files.files;
          input.dispatchEvent(new Event('change'));
        }
        """,
        count);
}
