using System.Net;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>A daemon whose first user is its administrator.</summary>
public class OfficeDaemon : SharedDaemon
{
    protected virtual string PublicUrl => "";

    protected override async Task<Daemon> StartAsync()
    {
        Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_AUTH_SECRET_KEY", "a long secret that nobody shall read"), ("MAPLE_SERVER_PUBLIC_URL", PublicUrl));
        await daemon.CreateUserAsync("boss");
        return daemon;
    }
}

/// <summary>Tests of the back office, each as a new administrator.</summary>
public abstract class OfficeTestBase(OfficeDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium)
{
    protected string Administrator { get; private set; } = "";

    protected ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    protected ILocator Main => Page.Locator("main");

    // For axe.
    protected override BrowserNewContextOptions Options => new() { BypassCSP = true, ReducedMotion = ReducedMotion.Reduce };

    protected async Task<ApiClient> BossAsync() => new(Daemon.Address, (await Daemon.RunAsync("key", "-u", "boss")).Output.Trim());

    protected ILocator Row(string text) => Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Cell, new() { Name = text, Exact = true }) });

    /// <summary>Another one in each test: nobody may sign in as often as all of them together.</summary>
    protected async Task SignInAsAdministratorAsync(string hash)
    {
        Administrator = $"office-{User}";
        Answer added = await (await BossAsync()).PostAsync("api/admin/users",
            ("username", Administrator), ("email", $"{Administrator}@example.com"), ("password", Password), ("is_admin", "true"));
        Assert.Equal(HttpStatusCode.OK, added.Status);
        await Page.GotoAsync(Root.AbsoluteUri + hash);
        await FillSignInAsync(Administrator, Password);
        await Expect(Page.Locator("header.top")).ToBeVisibleAsync();
    }

    protected async Task OfficeAsync(string page)
    {
        await SignInAsAdministratorAsync("");
        await Page.GotoAsync($"admin/#/{page}");
        await Expect(Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
    }
}
