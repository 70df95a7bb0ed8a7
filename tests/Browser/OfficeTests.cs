using System.Net;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class OfficeTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    [Fact]
    public async Task AnAdministrator_comes_from_the_account_to_figures_and_plots()
    {
        string url = Text(Uploaded(await Api.UploadAsync("one.png", Picture(400, 300))), "url");
        await SignInAsAdministratorAsync("#/account");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Back office" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await Expect(Page.GetByText("Store and disk answer.")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Uploads per day: [1-9]") })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Bytes per day: [1-9]") })).ToBeVisibleAsync();
        await Expect(Page.Locator(".usage")).ToContainTextAsync(User);
        // The share of each is one of all.
        Assert.True(await Page.EvaluateAsync<bool>("[...document.querySelectorAll('meter')].reduce((sum, one) => sum + one.value, 0) === document.querySelector('meter').max"));

        ILocator clear = Page.GetByRole(AriaRole.Button, new() { Name = "Clear" });
        await Expect(clear).ToBeHiddenAsync();
        using HttpClient http = Daemon.Client();
        Assert.NotEmpty(await http.GetByteArrayAsync(new Uri($"{url}?width=100"), TestContext.Current.CancellationToken));
        await Page.ReloadAsync();
        await clear.ClickAsync();
        await Expect(Page.GetByText("are free again")).ToBeVisibleAsync();
        await Expect(clear).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(512 * 1024, "750 KB")]
    [InlineData(1023 * 1024, "1 MB")]
    [InlineData(1_300_000, "1.5 MB")]
    [InlineData(0, "1 B")]
    public async Task A_plot_ends_at_the_next_round_number(int bytes, string top)
    {
        await Page.GotoAsync(Root.AbsoluteUri);

        string[] labels = await Page.EvaluateAsync<string[]>(
            """
            async bytes => {
              const folder = document.querySelector('script[type=module]').src;
              const [{ bars }, { size }] = await Promise.all(['admin/plot.js', 'i18n.js'].map(name => import(new URL(name, folder))));
              return [...bars('', [{ day: '2026-11-30', value: bytes }], size, 1024).querySelectorAll('text[text-anchor=end]')].map(text => text.textContent);
            }
            """,
            bytes);

        // The last one is the day's.
        Assert.Equal(top, labels[^2]);
    }

    [Fact]
    public async Task A_page_that_comes_after_another_was_opened_is_not_shown()
    {
        await OfficeAsync("users");
        await Expect(Page.Locator("main table")).ToBeVisibleAsync();
        TaskCompletionSource release = await HoldAsync("**/healthz");
        Task<IResponse> late = Page.WaitForResponseAsync("**/healthz");

        await Page.RunAndWaitForRequestAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync(), "**/healthz");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();
        await Expect(Page.Locator("main table")).ToBeVisibleAsync();
        release.SetResult();
        await (await late).FinishedAsync();
        await Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(["Users"]);
    }

    [Fact]
    public async Task A_page_that_does_not_come_can_be_tried_again()
    {
        await OfficeAsync("log");
        await Page.RouteAsync("**/api/admin/config", route => route.AbortAsync());

        await Page.GetByRole(AriaRole.Link, new() { Name = "Configuration" }).ClickAsync();
        await Expect(Main).ToContainTextAsync("maple does not answer");
        await Page.UnrouteAsync("**/api/admin/config");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "[server]" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Others_get_a_404_and_see_no_link()
    {
        await SignInAsync("#/account");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "API key" })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Back office" })).ToHaveCountAsync(0);

        IResponse? answer = await Page.GotoAsync("admin/");

        Assert.Equal(404, answer!.Status);
    }

    [Fact]
    public async Task A_user_is_made_changed_and_disabled()
    {
        await OfficeAsync("users");
        string name = $"new{Guid.NewGuid().ToString("N")[..8]}";
        await Page.GetByRole(AriaRole.Button, new() { Name = "New user" }).ClickAsync();
        await Dialog.GetByLabel("User name").FillAsync(name);
        await Dialog.GetByLabel("E-mail").FillAsync($"{name}@example.com");
        await Dialog.GetByLabel("Password").FillAsync(Password);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Row(name)).ToContainTextAsync($"{name}@example.com");
        await new ApiClient(Daemon.Address, null).PostAsync("api/login", ("username", name), ("password", Password));

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Change {name}" }).ClickAsync();
        await Dialog.GetByLabel("E-mail").FillAsync($"other-{name}@example.com");
        await Dialog.GetByLabel("Disabled").CheckAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Row(name)).ToContainTextAsync("Disabled");
        await Expect(Row(name)).ToContainTextAsync($"other-{name}@example.com");
        Answer login = await new ApiClient(Daemon.Address, null).PostAsync("api/login", ("username", name), ("password", Password));
        Assert.Equal("invalid_credentials", login.Code);
    }

    [Fact]
    public async Task A_users_key_and_password_are_replaced()
    {
        await OfficeAsync("users");

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Make a new key for {User}", Exact = true }).ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new key" }).ClickAsync();
        string key = await Dialog.GetByLabel("API key").InputValueAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.Equal(HttpStatusCode.OK, (await new ApiClient(Daemon.Address, key).GetAsync("api/account")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Api.GetAsync("api/account")).Status);

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Change {User}", Exact = true }).ClickAsync();
        await Dialog.GetByLabel("New password").FillAsync("battery staple");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
        Answer login = await new ApiClient(Daemon.Address, null).PostAsync("api/login", ("username", User), ("password", "battery staple"));
        Assert.Equal(HttpStatusCode.OK, login.Status);
    }

    [Fact]
    public async Task Deleting_a_user_asks_what_becomes_of_the_pictures()
    {
        string url = Text((await StoreAsync("heirloom.png"))[0], "url");
        (ApiClient heir, string heirName, _) = await NewUserWithNameAsync();
        await OfficeAsync("users");

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Delete {User}", Exact = true }).ClickAsync();
        await Dialog.GetByLabel("Who gets the pictures").SelectOptionAsync(heirName);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(Row(User)).ToHaveCountAsync(0);
        Assert.Equal(["heirloom.png"], Names(await heir.GetAsync("api/images")));
        using HttpClient http = Daemon.Client();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task AnAdministrator_who_resigns_is_told_why_not()
    {
        await OfficeAsync("users");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Change {Administrator}", Exact = true }).ClickAsync();
        await Dialog.GetByLabel("Administrator").UncheckAsync();

        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Dialog.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
    }

    [Fact]
    public async Task Everybodys_pictures_are_searched_and_deleted()
    {
        await StoreAsync("bad.png", "good.png");
        await OfficeAsync($"images?user={User}");
        await ExpectTilesAsync("good.png", "bad.png");
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names and descriptions" }).FillAsync("bad");
        await ExpectTilesAsync("bad.png");
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        Task<IResponse> deleted = Page.WaitForResponseAsync(response => response.Url.EndsWith("/api/admin/images/delete", StringComparison.Ordinal));
        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Tiles).ToHaveCountAsync(0);
        await deleted;

        Assert.Equal(["good.png"], Names(await Api.GetAsync("api/images")));
    }

    [Fact]
    public async Task Albums_configuration_and_log_are_shown_without_secrets()
    {
        await Api.PostAsync("api/albums", ("name", $"trips of {User}"));
        await OfficeAsync("albums");
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names" }).FillAsync(User);
        await Expect(Row($"trips of {User}")).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Configuration" }).ClickAsync();
        await Expect(Row("secret_key").First).ToContainTextAsync("********");
        await Expect(Page.Locator("main")).Not.ToContainTextAsync("a long secret");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Log" }).ClickAsync();
        await Expect(Page.Locator("main")).ToContainTextAsync("listening");
        await Page.GetByLabel("Level").SelectOptionAsync("error");
        await Expect(Page.Locator("main")).Not.ToContainTextAsync("listening");
    }

    [Theory]
    [InlineData("")]
    [InlineData("users")]
    [InlineData("albums")]
    [InlineData("images")]
    [InlineData("config")]
    [InlineData("log")]
    public async Task Axe_finds_nothing_serious(string page)
    {
        await StoreAsync("one.png");
        await OfficeAsync(page);
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(await Axe.SeriousAsync(Page));
    }
}
