using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Maple.Tests.EndToEnd;
using Maple.Tests.EndToEnd.OpenApi;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>
/// Tests that use maple's pages as a person does, each as a new user in a new browser profile. Whatever a test does, no script may fail, nothing may break
/// the Content-Security-Policy, and nobody but the daemon may be asked for anything.
/// </summary>
public abstract class BrowserTestBase(SharedDaemon shared, Chromium chromium) : ApiTestBase(shared), IAsyncLifetime
{
    /// <summary>The collection of those that copy and paste: a machine has one clipboard, which all profiles share.</summary>
    public const string Clipboard = "clipboard";

    protected const string Password = "correct horse";

    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentBag<Task> _answers = [];
    private IBrowserContext _context = null!;

    protected IPage Page { get; private set; } = null!;

    protected ApiClient Api { get; private set; } = null!;

    protected string User { get; private set; } = "";

    protected virtual BrowserNewContextOptions Options => new();

    protected virtual Uri Root => Daemon.Address;

    protected ILocator Tiles => Page.Locator(".tile[aria-selected]");

    protected ILocator Uploads => Page.Locator(".uploads li");

    public async ValueTask InitializeAsync()
    {
        (Api, User, _) = await NewUserWithNameAsync();
        BrowserNewContextOptions options = Options;
        options.BaseURL = Root.AbsoluteUri;
        options.Locale ??= "en-US";
        options.Permissions = ["clipboard-read", "clipboard-write"];
        _context = await chromium.NewContextAsync(options);
        Page = await NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await Task.WhenAll(_answers).WaitAsync(s_patience);
        }
        finally
        {
            await _context.CloseAsync();
        }

        Assert.Empty(_problems);
    }

    protected async Task<IPage> NewPageAsync()
    {
        IPage page = await _context.NewPageAsync();
        page.PageError += (_, error) => _problems.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refusal that is a part of the test is told by Chromium as well.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _problems.Enqueue(message.Text);
        };
        // Not once it begins: of an answer that a page leaves behind the rest never comes, nor anything that says so.
        page.RequestFinished += (_, request) => _answers.Add(CheckAsync(request));
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not ("blob" or "data") } url && url.Authority != Daemon.Address.Authority)
                _problems.Enqueue($"asked {request.Url}");
        };
        return page;
    }

    /// <summary>What the page's own calls are answered must be what docs/openapi.json describes.</summary>
    private async Task CheckAsync(IRequest request)
    {
        var url = new Uri(request.Url);
        string prefix = Root.AbsolutePath.TrimEnd('/');
        if (url.Authority != Daemon.Address.Authority || !url.AbsolutePath.StartsWith($"{prefix}/api/", StringComparison.Ordinal))
            return;
        try
        {
            if (await request.ResponseAsync() is not { } response
                // Not what a test made up.
                || !response.Headers.ContainsKey("x-request-id")
                || response.Headers.GetValueOrDefault("content-type")?.StartsWith("application/json", StringComparison.Ordinal) != true)
                return;
            byte[] json = await response.BodyAsync();
            if (await DocumentedAnswers.ProblemAsync(
                request.Method, url.AbsolutePath[prefix.Length..], (HttpStatusCode)response.Status, "application/json", json) is { } wrong)
                _problems.Enqueue(wrong);
        }
        catch (PlaywrightException)
        {
            // The page has gone elsewhere, and its answers with it.
        }
    }

    /// <summary>Opens the gallery, or what is behind a hash, and signs in.</summary>
    protected async Task SignInAsync(string hash = "")
    {
        await Page.GotoAsync(Root.AbsoluteUri + hash);
        await FillSignInAsync(User, Password);
        await Expect(Page.Locator("header.top")).ToBeVisibleAsync();
    }

    protected async Task FillSignInAsync(string user, string password)
    {
        await Page.Locator("input[name=username]").FillAsync(user);
        await Page.Locator("input[name=password]").FillAsync(password);
        await Page.Locator("input[name=password]").PressAsync("Enter");
    }

    /// <summary>Uploads by way of the API, the last one being the newest.</summary>
    protected async Task<JsonElement[]> StoreAsync(params string[] names)
    {
        var stored = new List<JsonElement>();
        foreach (string name in names)
            stored.Add(Uploaded(await Api.UploadAsync(name, Picture())));
        return [.. stored];
    }

    protected static byte[] Picture(int width = 64, int height = 48) => Support.Pictures.Png(width, height, Interlocked.Increment(ref s_seed));

    protected Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("navigator.clipboard.readText()");

    protected async Task ExpectTilesAsync(params string[] names)
    {
        await Expect(Tiles).ToHaveCountAsync(names.Length);
        for (int i = 0; i < names.Length; i++)
            await Expect(Tiles.Nth(i).Locator("img")).ToHaveAttributeAsync("alt", names[i]);
    }

    protected static FilePayload File(string name, byte[] bytes, string type = "image/png") => new() { Name = name, MimeType = type, Buffer = bytes };

    /// <summary>Answers of this kind wait until they are released.</summary>
    protected async Task<TaskCompletionSource> HoldAsync(string url)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Page.RouteAsync(url, async route =>
        {
            await release.Task;
            if (route.Request.Failure is null)
                await route.ContinueAsync();
        });
        return release;
    }

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static int s_seed = 1000;
}
