using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed partial class MetricsTests
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promtool_finds_nothing_wrong_and_what_happened_is_counted()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using HttpClient anybody = daemon.Client();
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        byte[] picture = Pictures.Png(400, 300);
        string url = (await bob.UploadAsync("a.png", picture)).Data.GetProperty("success")[0].GetProperty("url").GetString()!;
        await bob.UploadAsync("a.png", picture);
        await bob.UploadAsync("a.png", [1, 2, 3]);
        // Pictures take the short way through the server.
        for (int i = 0; i < 5; i++)
            await anybody.GetByteArrayAsync(url, _cancellation);
        for (int i = 0; i < 2; i++)
            await anybody.GetByteArrayAsync(url + "?width=100", _cancellation);
        using HttpResponseMessage refused = await anybody.GetAsync("api/images", _cancellation);
        using HttpResponseMessage unknown = await anybody.GetAsync("no/such/page", _cancellation);

        string text = await anybody.GetStringAsync("metrics", _cancellation);

        await File.WriteAllTextAsync(Path.Combine(daemon.Folder, "metrics"), text, _cancellation);
        Assert.Equal("", await Bash.RunAsync(daemon.Folder, "promtool check metrics < metrics 2>&1"));
        Assert.Equal(7, Value(text, "maple_http_requests_total{method=\"GET\",route=\"/images/{path*}\",status=\"2xx\"}"));
        Assert.Equal(7, Value(text, "maple_http_request_duration_seconds_count{method=\"GET\",route=\"/images/{path*}\"}"));
        Assert.Equal(7, Value(text, "maple_http_request_duration_seconds_bucket{method=\"GET\",route=\"/images/{path*}\",le=\"+Inf\"}"));
        Assert.InRange(Value(text, "maple_http_response_bytes_total{method=\"GET\",route=\"/images/{path*}\"}"), 5 * picture.Length + 1, 6 * picture.Length + 20_000);
        Assert.Equal(1, Value(text, "maple_http_requests_total{method=\"GET\",route=\"/api/images\",status=\"4xx\"}"));
        Assert.Equal(1, Value(text, "maple_http_requests_total{method=\"\",route=\"\",status=\"4xx\"}"));
        Assert.Equal(1, Value(text, "maple_http_failures_total{code=\"unauthorized\"}"));
        Assert.Equal(1, Value(text, "maple_http_failures_total{code=\"not_found\"}"));
        Assert.Equal(1, Value(text, "maple_uploads_total{outcome=\"stored\"}"));
        Assert.Equal(1, Value(text, "maple_uploads_total{outcome=\"duplicate\"}"));
        Assert.Equal(1, Value(text, "maple_uploads_total{outcome=\"refused\"}"));
        Assert.Equal(picture.Length, Value(text, "maple_upload_bytes_total"));
        Assert.Equal(1, Value(text, "maple_cache_requests_total{cache=\"disk\",outcome=\"miss\"}"));
        Assert.InRange(Value(text, "maple_cache_requests_total{cache=\"memory\",outcome=\"hit\"}"), 1, 6);
        Assert.Equal(1, Value(text, "maple_store_images"));
        Assert.Equal(picture.Length, Value(text, "maple_store_image_bytes"));
        Assert.InRange(Value(text, "maple_http_requests_in_flight"), 1, 2);
        Assert.InRange(Value(text, "process_resident_memory_bytes"), 1e6, 1e9);
        Assert.InRange(Value(text, "maple_disk_free_bytes"), 1, 1e18);
        // Nothing about anybody.
        Assert.DoesNotContain("bob", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_and_methods_that_somebody_makes_up_add_no_lines()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using HttpClient client = daemon.Client();
        await AskAsync(0);
        int before = (await client.GetStringAsync("metrics", _cancellation)).Count(c => c == '\n');
        for (int i = 1; i < 20; i++)
            await AskAsync(i);

        Assert.Equal(before, (await client.GetStringAsync("metrics", _cancellation)).Count(c => c == '\n'));

        async Task AskAsync(int i)
        {
            foreach (string path in (string[])[$"no/{i}", $"images/u{i}/photo/2026/01/{i}.png", "metrics"])
                using (await client.GetAsync(path, _cancellation))
                using (await client.SendAsync(new(new HttpMethod($"M{i}"), path), _cancellation))
                {
                }
        }
    }

    [Fact]
    public async Task To_others_than_administrators_and_scrapers_on_the_machine_there_is_no_such_page()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string admin = await daemon.CreateUserAsync("ann"), user = await daemon.CreateUserAsync("bob");

        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        foreach (string header in (string[])["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync((header, "for=10.0.0.1")));
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync((header, "for=10.0.0.1"), ("Api-Key", user)));
            Assert.Equal(HttpStatusCode.OK, await AskAsync((header, "for=10.0.0.1"), ("Api-Key", admin)));
        }

        async Task<HttpStatusCode> AskAsync(params (string Name, string Value)[] headers)
        {
            using HttpClient client = daemon.Client();
            foreach ((string name, string value) in headers)
                client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            using HttpResponseMessage answer = await client.GetAsync("metrics", _cancellation);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_dashboard_asks_for_nothing_that_is_not_there()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using HttpClient client = daemon.Client();
        using (await client.GetAsync("no/such/page", _cancellation))
        {
            string text = await client.GetStringAsync("metrics", _cancellation);
            using JsonDocument dashboard = JsonDocument.Parse(Repository.Read("deploy/grafana.json"));
            string[] asked = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .SelectMany(target => MetricName().Matches(target.GetProperty("expr").GetString()!)).Select(match => match.Value).Distinct()];

            Assert.InRange(asked.Length, 10, 40);
            Assert.All(asked, name => Assert.Contains($"\n{name}", text, StringComparison.Ordinal));
        }
    }

    private static double Value(string text, string sample)
    {
        string line = Assert.Single(text.Split('\n'), line => line.StartsWith(sample + " ", StringComparison.Ordinal));
        return double.Parse(line[(sample.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\b(?:maple|process|dotnet)_\w+")]
    private static partial Regex MetricName();
}
