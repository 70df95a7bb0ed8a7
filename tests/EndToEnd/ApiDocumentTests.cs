using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Http;
using Maple.Tests.EndToEnd.ApiDocument;
using Maple.Tests.EndToEnd.OpenApi;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>docs/api.md, run: real curl against a fresh daemon, each answer compared with the documented one.</summary>
public sealed partial class ApiDocumentTests
{
    private static readonly string s_document = Repository.Read("docs/api.md");

    private static readonly Route[] s_routes = OpenApiTests.Own;

    [Fact]
    public async Task Every_request_gets_the_answer_that_stands_below_it()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_IMAGES_KEEP_VERSIONS", "1"));
        string folder = Directory.CreateDirectory(Path.Combine(daemon.Folder, "docs")).FullName;
        await WriteSamplesAsync(folder);
        string url = daemon.Address.GetLeftPart(UriPartial.Authority);
        string key = await daemon.CreateUserAsync("bob");
        string picture = "";
        var differences = new List<string>();

        foreach (Example example in Example.In(s_document))
        {
            string answer = await Bash.RunAsync(folder, example.Command, ("URL", url), ("KEY", key), ("PICTURE", picture));

            string documented = example.Answer.Replace("http://127.0.0.1:8000", url, StringComparison.Ordinal);
            string? difference = example.Language switch
            {
                "json" => JsonShape.Difference(documented, answer),
                "http" => HeadShape.Difference(documented, answer),
                _ => Wildcard.Matches(documented, answer.TrimEnd('\n')) ? null : $"documented is {documented}",
            };
            if (difference is not null)
                differences.Add($"docs/api.md:{example.Line}: {difference}\n{answer}");
            if (picture.Length == 0 && example.Language == "json" && JsonDocument.Parse(answer).RootElement.TryGetProperty("url", out JsonElement link))
                picture = link.GetString()!;
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        bool allCalled = await Wait.UntilAsync(() => s_routes.All(route => WasAnswered(daemon.Log, route)));
        Assert.True(allCalled, "never called: " + string.Join(", ", s_routes.Where(route => !WasAnswered(daemon.Log, route)).Select(Name)));
    }

    [Fact]
    public void Every_route_is_documented()
    {
        var missing = s_routes.Select(Name).Where(name => !s_document.Contains($"`{name}`", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void No_route_is_documented_that_is_not_there() =>
        Assert.Empty(DocumentedRoute().Matches(s_document).Select(m => m.Groups[1].Value).Distinct()
            .Except(s_routes.Select(Name)).Except(OpenApiDocument.Operations.Select(operation => operation.Name)));

    [Fact]
    public void Every_error_code_stands_in_the_table_with_its_status()
    {
        var documented = ErrorRow().Matches(s_document).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        string[] commandLine = [.. Word().Matches(s_document[s_document.IndexOf("These words are said", StringComparison.Ordinal)..s_document.IndexOf("## What differs", StringComparison.Ordinal)])
            .Select(m => m.Groups[1].Value)];

        Assert.Empty(documented.Keys.Intersect(commandLine));
        Assert.Equal(Enum.GetValues<ErrorCode>().Select(c => c.Word()).Order(), documented.Keys.Concat(commandLine).Order());
        foreach (ErrorCode code in Enum.GetValues<ErrorCode>().Where(c => documented.ContainsKey(c.Word())))
            Assert.Equal((code, $"{(int)ErrorMapper.Status(code)}"), (code, documented[code.Word()]));
    }

    [Theory]
    [InlineData("""{"a": "x…z", "…": "…", "d": [1]}""", """{"a": "xyz", "b": 1, "c": 2, "d": [1]}""", null)]
    [InlineData("""{"a": 1, "b": 2}""", """{"b": 2, "a": 1}""", "$: 'a' is documented, 'b' answered")]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""", "$: 'b' is answered, but not documented")]
    [InlineData("""{"a": 1, "b": 2}""", """{"a": 1}""", "$: 'b' is documented, nothing answered")]
    [InlineData("""{"a": "1"}""", """{"a": 1}""", "$.a: documented is \"1\", answered 1")]
    [InlineData("""{"a": ["…"]}""", """{"a": [""]}""", "$.a[0]: documented is \"…\", answered \"\"")]
    [InlineData("""{"a": null}""", """{"a": false}""", "$.a: documented is null, answered false")]
    [InlineData("""[1, 2]""", """[1]""", "$: 2 elements documented, 1 answered")]
    [InlineData("""[{"a": 1}, "…"]""", """[{"a": 1}, {"b": 2}, 3]""", null)]
    [InlineData("""[{"a": 1}, "…"]""", """[{"a": 2}]""", "$[0].a: documented is 1, answered 2")]
    [InlineData("""[{"a": 1}, "…"]""", """[]""", "$: 1 elements documented, 0 answered")]
    public void The_comparison_sees_what_differs(string documented, string answer, string? difference) =>
        Assert.Equal(difference, JsonShape.Difference(documented, answer));

    private static async Task WriteSamplesAsync(string folder)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "cat.png"), Pictures.Png(1200, 900, seed: 1));
        await File.WriteAllBytesAsync(Path.Combine(folder, "dog.jpg"), Pictures.Jpeg(1600, 1000, seed: 2));
        await File.WriteAllBytesAsync(Path.Combine(folder, "puppy.jpg"), Pictures.Jpeg(1600, 1000, seed: 3));
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.png"), "This is no picture.\n");
    }

    /// <summary>Whether the access log has a request to this route that went well.</summary>
    private static bool WasAnswered(string log, Route route)
    {
        string pattern = Regex.Replace(route.Template, @"\{\w+(\*?)\}", m => m.Groups[1].Length > 0 ? ".+" : "[^/]+");
        return log.Split('\n').Where(line => line.Contains("\"target\"", StringComparison.Ordinal)).Any(line =>
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            string method = root.GetProperty("method").GetString()!;
            return (method == route.Method || (method == "HEAD" && route.Method == "GET"))
                && root.GetProperty("status").GetInt32() < 300
                && Regex.IsMatch(root.GetProperty("target").GetString()!.Split('?')[0], $"^{pattern}$");
        });
    }

    private static string Name(Route route) => $"{route.Method} {route.Template}";

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (\d{3}) \| .+ \|$", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"`((?:GET|POST|PUT|DELETE|PATCH) /[^`?]*)`")]
    private static partial Regex DocumentedRoute();
}
