using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

internal static class Dragging
{
    public static Task DragAsync(this IPage page, params string[] paths) => DragAsync(page, isInvited: true, paths);

    /// <summary>Drops files and folders as the desktop does it: real paths, which a page can't make up.</summary>
    /// <param name="isInvited">Whether the page is to show that it takes them.</param>
    public static async Task DragAsync(this IPage page, bool isInvited, params string[] paths)
    {
        ICDPSession input = await page.Context.NewCDPSessionAsync(page);
        foreach (string type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await input.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = 400,
                ["y"] = 300,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = paths, ["dragOperationsMask"] = 1 },
            });
            if (type == "dragOver")
                await Expect(page.Locator(".curtain")).ToBeVisibleAsync(new() { Visible = isInvited });
        }
    }
}
