using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>Files that are larger than maple, or a proxy before it, takes.</summary>
public sealed class UploadLimitTests(SmallDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SmallDaemon>
{
    private ILocator Input => Page.Locator("input[type=file]");

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_sent()
    {
        await SignInAsync();
        int sent = 0;
        Page.Request += (_, request) => sent += request.Method == "POST" ? 1 : 0;

        await Input.SetInputFilesAsync([File("large.png", new byte[SmallDaemon.MaxBody]), File("good.png", Picture())]);

        await Expect(Uploads.Nth(0)).ToContainTextAsync("It is larger than 100 KB, the most that is taken here.");
        await ExpectTilesAsync("good.png");
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task Guests_learn_the_limit_as_well()
    {
        Answer made = await Api.PostAsync("api/policies", ("max_bytes", "50000"));
        await Page.GotoAsync($"{Root}u/{Text(made.Data, "token")}");
        int sent = 0;
        Page.Request += (_, request) => sent += request.Method == "POST" ? 1 : 0;

        await Input.SetInputFilesAsync([File("large.png", new byte[60_000])]);

        await Expect(Uploads.Nth(0)).ToContainTextAsync("It is larger than");
        Assert.Equal(0, sent);
    }

    [Fact]
    public async Task A_proxy_that_refuses_large_files_is_named()
    {
        await SignInAsync();
        await Page.RouteAsync("**/api/images", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { Status = 413, ContentType = "text/html", Body = "<h1>413 Request Entity Too Large</h1>" })
            : route.ContinueAsync());

        await Input.SetInputFilesAsync(File("one.png", Picture()));

        await Expect(Uploads).ToContainTextAsync("Something before maple, a proxy perhaps, takes no files as large as this one.");
    }
}

public sealed class SmallDaemon : SharedDaemon
{
    public const int MaxBody = 100 << 10;

    protected override Task<Daemon> StartAsync() => Daemon.StartAsync(null, ("MAPLE_LIMITS_MAX_BODY", $"{MaxBody}"));
}
