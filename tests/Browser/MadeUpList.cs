using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.Playwright;

namespace Maple.Tests.Browser;

/// <summary>Answers instead of the daemon with a list of so many pictures that storing them would take long. The newer, the lower the id, as after an import.</summary>
internal sealed partial class MadeUpList(int total)
{
    private static readonly DateTime s_newest = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What happens before the page of this number and size is answered; false when the connection ends instead.</summary>
    public Func<int, int, Task<bool>> Before { get; set; } = (_, _) => Task.FromResult(true);

    public Task AnswerAsync(IPage page) => page.RouteAsync(Address(), AnswerAsync);

    private async Task AnswerAsync(IRoute route)
    {
        var url = new Uri(route.Request.Url);
        if (url.Query.Length == 0)
        {
            await route.FulfillAsync(Json(new { status = "200", data = Image(int.Parse(url.Segments[^1], CultureInfo.InvariantCulture)) }));
            return;
        }

        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(url.Query);
        int page = int.Parse(query["page"]!, CultureInfo.InvariantCulture), number = int.Parse(query["number"]!, CultureInfo.InvariantCulture);
        bool isAnswered = await Before(page, number);
        // What the page gave up meanwhile waits for no answer.
        if (route.Request.Failure is not null)
            return;
        if (!isAnswered)
        {
            await route.AbortAsync();
            return;
        }

        int first = (page - 1) * number;
        object[] data = [.. Enumerable.Range(first + 1, Math.Clamp(total - first, 0, number)).Select(Image)];
        await route.FulfillAsync(Json(new { status = "200", data, pageinfo = new { total } }));
    }

    private static object Image(int id) => new
    {
        id,
        name = $"{id}.png",
        description = "",
        format = "png",
        width = 64,
        height = 48,
        bytes = 100,
        sha256 = "",
        created_at = s_newest.AddMinutes(-id).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        album = new { id = 1, name = "default" },
        url = $"http://pics/images/2026/11/01/aa/{id}.png",
        thumb_url = $"http://pics/images/2026/11/01/aa/{id}_t.png",
        show_url = $"http://pics/images/2026/11/01/aa/{id}_s.png",
        links = new { url = $"http://pics/{id}" },
    };

    private static RouteFulfillOptions Json(object answer) => new() { ContentType = "application/json", Body = JsonSerializer.Serialize(answer) };

    [GeneratedRegex(@"/api/images(\?.*|/\d+)$")]
    private static partial Regex Address();
}
