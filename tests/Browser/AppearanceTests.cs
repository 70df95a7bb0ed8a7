using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class ChineseTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    protected override BrowserNewContextOptions Options => new() { Locale = "zh-CN" };

    [Fact]
    public async Task Who_reads_Chinese_reads_Chinese()
    {
        await StoreAsync("猫.png");
        await Page.GotoAsync(Root.AbsoluteUri);
        await FillSignInAsync(User, "wrong horse");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("密码");
        await FillSignInAsync(User, Password);

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "图片" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync("1 张图片");
        Assert.Equal("zh-CN", await Page.EvaluateAsync<string>("document.documentElement.lang"));
        await Tiles.First.Locator("a").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "删除" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en.js", "zh.js")]
    [InlineData("office.en.js", "office.zh.js")]
    public async Task Every_text_is_there_in_both_languages(string english, string chinese)
    {
        await Page.GotoAsync(Root.AbsoluteUri);

        string[] missing = await Page.EvaluateAsync<string[]>(
            """
            async names => {
              const folder = new URL('texts/', document.querySelector('script[type=module]').src);
              const [a, b] = (await Promise.all(names.map(name => import(new URL(name, folder))))).map(module => Object.keys(module.default));
              return [...a.filter(key => !b.includes(key)), ...b.filter(key => !a.includes(key))];
            }
            """,
            new[] { english, chinese });

        Assert.Empty(missing);
    }
}

public sealed class PhoneTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    protected override BrowserNewContextOptions Options => new()
    {
        ViewportSize = new() { Width = 360, Height = 740 },
        IsMobile = true,
        HasTouch = true,
        DeviceScaleFactor = 2,
        // For axe.
        BypassCSP = true,
    };

    [Theory]
    [InlineData("#/")]
    [InlineData("#/albums")]
    [InlineData("#/account")]
    [InlineData("#/image/{id}")]
    public async Task No_page_is_wider_than_a_phone_and_axe_finds_nothing_serious_there(string hash)
    {
        long id = Id((await StoreAsync($"{new string('w', 200)}.png"))[0]);
        await SignInAsync(hash.Replace("{id}", $"{id}", StringComparison.Ordinal));
        await Expect(Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(360, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await Axe.SeriousAsync(Page));
    }

    [Fact]
    public async Task Pictures_are_selected_and_deleted_by_touch()
    {
        await StoreAsync("1.png", "2.png", "3.png");
        await SignInAsync();
        await Tiles.Nth(0).GetByRole(AriaRole.Checkbox).TapAsync();
        await Tiles.Nth(2).Locator("a").TapAsync();
        await Expect(Page.Locator(".selection")).ToContainTextAsync("2 selected");

        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Delete" }).TapAsync();

        await ExpectTilesAsync("2.png");
    }

    [Fact]
    public async Task A_finger_turns_to_the_next_picture_and_back()
    {
        long id = Id((await StoreAsync("1.png", "2.png", "3.png"))[1]);
        await SignInAsync($"#/image/{id}");

        foreach ((int from, int to, string link, string name) in new[] { (300, 60, "Next picture", "1.png"), (60, 300, "Previous picture", "2.png") })
        {
            await Expect(Page.GetByRole(AriaRole.Link, new() { Name = link })).ToBeVisibleAsync();
            await SwipeAsync(from, to);
            await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task What_is_chosen_behind_the_icon_of_the_filters_is_told_by_it()
    {
        long album = Id(Uploaded(await Api.UploadAsync("1.png", Picture(), ("album", "trips"))).GetProperty("album"));
        await SignInAsync();
        ILocator icon = Page.GetByRole(AriaRole.Button, new() { Name = "Filters" });
        await Expect(icon).ToHaveAccessibleNameAsync("Filters");

        await icon.TapAsync();
        await Page.GetByLabel("Album").SelectOptionAsync($"{album}");

        await Expect(icon).ToHaveAccessibleNameAsync("Filters, some are set");
    }

    private async Task SwipeAsync(int from, int to)
    {
        ICDPSession input = await Page.Context.NewCDPSessionAsync(Page);
        foreach ((string type, int x) in new[] { ("touchStart", from), ("touchMove", (from + to) / 2), ("touchMove", to), ("touchEnd", 0) })
        {
            object[] points = type == "touchEnd" ? [] : [new { x, y = 200 }];
            await input.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = points });
        }
    }
}

public sealed class DarkTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    protected override BrowserNewContextOptions Options => new() { ColorScheme = ColorScheme.Dark };

    [Fact]
    public async Task The_page_is_dark_when_the_system_is()
    {
        await SignInAsync();

        Assert.Equal("rgb(20, 19, 18)", await Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.Equal("rgb(251, 250, 249)", await Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }
}
