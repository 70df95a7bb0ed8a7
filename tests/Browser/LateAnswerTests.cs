using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>Answers that come late, or not at all.</summary>
public sealed class LateAnswerTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_picture_that_comes_after_going_back_is_not_shown()
    {
        JsonElement[] images = await StoreAsync("1.png", "2.png");
        await SignInAsync();
        await Expect(Tiles).ToHaveCountAsync(2);
        TaskCompletionSource release = await HoldAsync($"**/api/images/{Id(images[0])}");
        Task<IResponse> answer = Page.WaitForResponseAsync($"**/api/images/{Id(images[0])}");

        await Page.RunAndWaitForRequestAsync(() => Tiles.Nth(1).Locator("a").ClickAsync(), $"**/api/images/{Id(images[0])}");
        await Page.GoBackAsync();
        await Expect(Page.Locator("main .grid")).ToHaveCountAsync(1);
        release.SetResult();
        await (await answer).FinishedAsync();
        await Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Assert.Equal(0, await Page.Locator(".picture").CountAsync());
        Assert.Equal(1, await Page.Locator("main .grid").CountAsync());
        await ExpectTilesAsync("2.png", "1.png");
    }

    [Fact]
    public async Task A_page_that_does_not_come_can_be_tried_again()
    {
        await SignInAsync();
        await Page.RouteAsync("**/api/albums?*", route => route.AbortAsync());

        await Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Albums" }).ClickAsync();
        await Expect(Page.Locator("main")).ToContainTextAsync("maple does not answer");
        await Page.UnrouteAsync("**/api/albums?*");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(Page.Locator(".albums li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_list_that_does_not_come_can_be_tried_again()
    {
        await StoreAsync("1.png");
        await Page.RouteAsync("**/api/images?*", route => route.AbortAsync());
        await SignInAsync();

        await Expect(Page.Locator("main")).ToContainTextAsync("maple does not answer");
        await Page.UnrouteAsync("**/api/images?*");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await ExpectTilesAsync("1.png");
        await Expect(Page.Locator("main")).Not.ToContainTextAsync("maple does not answer");
    }

    [Fact]
    public async Task When_maple_does_not_answer_nobody_has_to_sign_in_again()
    {
        await StoreAsync("1.png");
        await SignInAsync();
        await ExpectTilesAsync("1.png");
        await Page.RouteAsync("**/api/account", route => route.AbortAsync());

        await Page.ReloadAsync();
        await Expect(Page.Locator("main")).ToContainTextAsync("maple does not answer");
        await Page.UnrouteAsync("**/api/account");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await ExpectTilesAsync("1.png");
    }

    [Fact]
    public async Task What_is_shown_stays_when_asking_again_fails()
    {
        await StoreAsync("1.png");
        await SignInAsync();
        await ExpectTilesAsync("1.png");
        await Page.RouteAsync("**/api/images?*", route => route.AbortAsync());

        await Page.Locator("input[type=file]").SetInputFilesAsync(File("2.png", Picture()));
        await Expect(Page.GetByText("maple does not answer")).ToBeVisibleAsync();
        // Whatever draws it again.
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Expect(Page.Locator(".selection")).ToContainTextAsync("1 selected");
        await ExpectTilesAsync("1.png");
        await Page.UnrouteAsync("**/api/images?*");
        await Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await ExpectTilesAsync("2.png", "1.png");
    }

    [Fact]
    public async Task What_was_sent_counts_although_its_dialogue_is_closed()
    {
        long album = Id((await Api.PostAsync("api/albums", ("name", "trips"))).Data);
        await SignInAsync($"#/album/{album}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit the album" }).ClickAsync();
        ILocator dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("journeys");
        TaskCompletionSource release = await HoldAsync($"**/api/albums/{album}");

        await Page.RunAndWaitForRequestAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync(), $"**/api/albums/{album}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        release.SetResult();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "journeys" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_double_click_opens_one_dialogue()
    {
        long album = Id((await Api.PostAsync("api/albums", ("name", "trips"))).Data);
        await SignInAsync($"#/album/{album}");
        TaskCompletionSource release = await HoldAsync($"**/api/albums/{album}");

        await Page.RunAndWaitForRequestAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = "Edit the album" }).DblClickAsync(), $"**/api/albums/{album}");
        release.SetResult();

        await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Moving_without_maple_says_so()
    {
        await StoreAsync("1.png");
        await SignInAsync();
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Page.RouteAsync("**/api/albums?*", route => route.AbortAsync());

        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("maple does not answer");
    }

    [Fact]
    public async Task A_list_that_comes_after_another_was_chosen_is_not_shown()
    {
        await StoreAsync("sea.png", "land.png");
        TaskCompletionSource release = await HoldAsync("**/api/images?*");
        await Page.RunAndWaitForRequestAsync(() => SignInAsync(), "**/api/images?*");
        Task<IResponse> first = Page.WaitForResponseAsync(response => response.Url.Contains("/api/images?") && !response.Url.Contains("q="));

        await Page.RunAndWaitForRequestAsync(() => Page.GetByRole(AriaRole.Searchbox).FillAsync("sea"), "**/api/images?q=sea&*");
        release.SetResult();
        await (await first).FinishedAsync();

        await ExpectTilesAsync("sea.png");
    }

    [Fact]
    public async Task An_album_that_stands_in_the_address_holds_before_its_name_is_known()
    {
        JsonElement image = Uploaded(await Api.UploadAsync("trip a.png", Picture(), ("album", "trips")));
        await StoreAsync("other a.png");
        TaskCompletionSource release = await HoldAsync("**/api/albums?*");
        await SignInAsync($"#/?album={Id(image.GetProperty("album"))}");
        await ExpectTilesAsync("trip a.png");

        await Page.GetByRole(AriaRole.Searchbox).FillAsync("a.png");
        await Page.WaitForURLAsync($"**/#/?q=a.png&album={Id(image.GetProperty("album"))}");
        await ExpectTilesAsync("trip a.png");
        release.SetResult();
        await Expect(Page.GetByLabel("Album").Locator("option:checked")).ToHaveTextAsync("trips");
    }

    [Fact]
    public async Task The_next_user_sees_nothing_of_the_one_before()
    {
        await StoreAsync("secret.png");
        (ApiClient other, string name, _) = await NewUserWithNameAsync();
        await other.UploadAsync("theirs.png", Picture());
        await SignInAsync();
        await ExpectTilesAsync("secret.png");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page.Locator("input[name=username]")).ToBeFocusedAsync();
        TaskCompletionSource release = await HoldAsync("**/api/images?*");

        await Page.RunAndWaitForRequestAsync(() => FillSignInAsync(name, Password), "**/api/images?*");
        await Expect(Page.Locator("header.top")).ToContainTextAsync(name);
        Assert.Equal(0, await Tiles.CountAsync());
        release.SetResult();
        await ExpectTilesAsync("theirs.png");
    }
}
