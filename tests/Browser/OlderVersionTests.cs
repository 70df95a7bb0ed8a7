using System.Net.Http.Headers;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class KeepingDaemon : SharedDaemon
{
    protected override Task<Daemon> StartAsync() => Daemon.StartAsync(null, ("MAPLE_IMAGES_KEEP_VERSIONS", "2"));
}

/// <summary>A picture's page, where what it was before is kept.</summary>
public class OlderVersionTests(KeepingDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<KeepingDaemon>
{
    protected virtual string Title => "Older versions";

    [Fact]
    public async Task A_replaced_picture_offers_what_it_was()
    {
        byte[] first = Picture(300, 200);
        long id = Id(Uploaded(await Api.UploadAsync("a.png", first)));
        long other = Id(Uploaded(await Api.UploadAsync("b.png", Picture(120, 130))));
        var body = new ByteArrayContent(Picture(310, 210)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        await Api.SendAsync(HttpMethod.Put, $"api/images/{id}/content", body);
        await SignInAsync($"#/image/{id}");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = Title })).ToBeVisibleAsync();
        IDownload download = await Page.RunAndWaitForDownloadAsync(() => Page.Locator(".versions a").ClickAsync());

        Assert.Equal($"maple-{id}-v0.png", download.SuggestedFilename);
        Assert.Equal(first, await System.IO.File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        await Page.GotoAsync($"{Root.AbsoluteUri}#/image/{other}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "b.png" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".versions")).ToHaveCountAsync(0);
    }
}

public sealed class OlderVersionTestsInChinese(KeepingDaemon shared, Chromium chromium) : OlderVersionTests(shared, chromium)
{
    protected override string Title => "旧版本";

    protected override BrowserNewContextOptions Options => new() { Locale = "zh-CN" };
}
