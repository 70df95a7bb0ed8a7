using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class OfficePhoneTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    protected override BrowserNewContextOptions Options => new()
    {
        ViewportSize = new() { Width = 360, Height = 740 },
        IsMobile = true,
        HasTouch = true,
        ColorScheme = ColorScheme.Dark,
        // For axe.
        BypassCSP = true,
        ReducedMotion = ReducedMotion.Reduce,
    };

    [Theory]
    [InlineData("")]
    [InlineData("users")]
    [InlineData("albums")]
    [InlineData("images")]
    [InlineData("config")]
    [InlineData("log")]
    public async Task No_page_is_wider_than_a_phone_and_axe_finds_nothing_serious_in_the_dark(string page)
    {
        await Api.UploadAsync($"{new string('w', 200)}.png", Picture(), ("album", new string('w', 100)));
        await OfficeAsync(page);
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(360, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await Axe.SeriousAsync(Page));
    }
}

public sealed class OfficeChineseTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    protected override BrowserNewContextOptions Options => new() { Locale = "zh-CN" };

    [Fact]
    public async Task Who_reads_Chinese_reads_Chinese_in_the_office()
    {
        await OfficeAsync("log");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "日志" })).ToBeVisibleAsync();
        await Expect(Main.Locator(".badge").First).ToHaveTextAsync("信息");
        await Page.GetByLabel("级别").SelectOptionAsync("警告");

        await Page.GetByRole(AriaRole.Link, new() { Name = "配置" }).ClickAsync();
        await Expect(Row("thumb_width")).ToContainTextAsync("默认值");
        await Page.GetByRole(AriaRole.Link, new() { Name = "概览" }).ClickAsync();
        await Expect(Main).ToContainTextAsync("缩放图缓存");
        await Page.GetByRole(AriaRole.Link, new() { Name = "相册" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Checkbox, new() { Name = "全选" })).ToBeVisibleAsync();
        Assert.Equal("zh-CN", await Page.EvaluateAsync<string>("document.documentElement.lang"));
    }
}

/// <summary>It is the day before here, for some hours of each day.</summary>
public sealed class OfficeFarWestTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    protected override BrowserNewContextOptions Options => new() { TimezoneId = "America/Los_Angeles" };

    [Fact]
    public async Task A_bar_names_its_day_in_UTC()
    {
        await OfficeAsync("");
        string day = Text((await (await BossAsync()).GetAsync("api/admin/overview")).Data.GetProperty("days")[0], "day");

        await Expect(Page.Locator(".plot").First.Locator("g title").First)
            .ToContainTextAsync($"{DateOnly.ParseExact(day, "yyyy-MM-dd"):MMM d, yyyy} (UTC): ");
    }
}

/// <summary>What users call themselves and their things is text in the office's tables as well.</summary>
public sealed class OfficeHostileTextTests(OfficeDaemon shared, Chromium chromium) : OfficeTestBase(shared, chromium), IClassFixture<OfficeDaemon>
{
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(1)")]
    [InlineData("{{constructor.constructor('alert(1)')()}}${alert(1)}")]
    public async Task A_hostile_name_is_only_a_name(string text)
    {
        bool isAsked = false;
        Page.Dialog += async (_, dialog) =>
        {
            isAsked = true;
            await dialog.DismissAsync();
        };
        var hostile = new ApiClient(Daemon.Address, await CreateAsync(text));
        await hostile.UploadAsync("plain.png", Picture(), ("album", text), ("name", text), ("description", text));
        // Its event has the name of who did it.
        await hostile.DeleteAsync("api/admin/cache");

        await OfficeAsync("");
        await Expect(Page.Locator(".usage")).ToContainTextAsync(text);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Delete {text}", Exact = true }).ClickAsync();
        await Expect(Dialog).ToContainTextAsync($"Delete {text}");
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Albums" }).ClickAsync();
        await Expect(Row(text).First).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {text} of {text}", Exact = true }).CheckAsync();
        await Main.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Dialog).ToContainTextAsync($"Delete the album {text}?");
        await Page.Keyboard.PressAsync("Escape");
        await Main.GetByRole(AriaRole.Link, new() { Name = text, Exact = true }).ClickAsync();
        await ExpectTilesAsync(text);
        await Expect(Page.GetByLabel("User", new() { Exact = true })).ToHaveValueAsync(text);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Log", Exact = true }).ClickAsync();
        await Expect(Main).ToContainTextAsync($"user={text}");

        Assert.False(isAsked);
        Assert.Equal(0, await Page.Locator("main script, main [onerror]").CountAsync());
    }

    private async Task<string> CreateAsync(string name)
    {
        ApiClient boss = await BossAsync();
        Answer made = await boss.PostAsync(
            "api/admin/users", ("username", name), ("email", $"{Guid.NewGuid():N}@example.com"), ("password", Password), ("is_admin", "true"));
        return Text((await boss.PostAsync($"api/admin/users/{Id(made.Data)}/key")).Data, "key");
    }
}
