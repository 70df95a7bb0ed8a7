using System.Text.Json;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>What users write is text wherever it is shown.</summary>
public sealed class HostileTextTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("{{constructor.constructor('alert(1)')()}}${alert(1)}")]
    public async Task A_hostile_name_is_only_a_name(string text)
    {
        bool isAsked = false;
        Page.Dialog += async (_, dialog) =>
        {
            isAsked = true;
            await dialog.DismissAsync();
        };
        JsonElement image = Uploaded(await Api.UploadAsync("plain.png", Picture(), ("album", text)));
        await Api.PutAsync($"api/images/{Id(image)}", ("name", text), ("description", text));
        await SignInAsync();

        await ExpectTilesAsync(text);
        await Tiles.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(text);
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Escape");
        await Tiles.First.Locator("a").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true })).ToBeVisibleAsync();
        await Expect(Page.Locator(".about .editable p")).ToHaveTextAsync(text);
        await Page.Locator("dl").GetByRole(AriaRole.Link, new() { Name = text }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete the album" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(text);
        await Page.Keyboard.PressAsync("Escape");
        await Page.Locator("input[type=file]").SetInputFilesAsync([File(text.Replace("/", "", StringComparison.Ordinal), "no picture"u8.ToArray())]);
        await Expect(Uploads).ToHaveCountAsync(1);

        Assert.False(isAsked);
        Assert.Equal(0, await Page.Locator("main script, main [onerror], [href^='javascript']").CountAsync());
    }
}
