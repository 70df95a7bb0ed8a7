using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.OpenApi;

/// <summary>docs/openapi.json, to look things up in.</summary>
internal static class OpenApiDocument
{
    public static string File { get; } = Path.Combine(Repository.Root, "docs/openapi.json");

    public static JsonElement Root { get; } = JsonDocument.Parse(System.IO.File.ReadAllBytes(File)).RootElement;

    /// <summary>In the document's order.</summary>
    public static IReadOnlyList<Operation> Operations { get; } =
    [
        .. from path in Root.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new Operation(operation.Name.ToUpperInvariant(), path.Name, operation.Value),
    ];

    /// <summary>Whose template fits best, literally rather than by its parameters. HEAD is GET without a body.</summary>
    public static Operation? Find(string method, string path) => Operations
        .Where(operation => operation.Method == (method == "HEAD" ? "GET" : method) && operation.Fits(path))
        .MinBy(operation => operation.Template.Count(c => c == '{'));

    public static JsonElement Components(string kind) => Root.GetProperty("components").GetProperty(kind);

    /// <summary>What an element is or refers to, with the pointer to it.</summary>
    public static (JsonElement Element, string Pointer) Resolve(JsonElement element, string pointer)
    {
        if (!element.TryGetProperty("$ref", out JsonElement reference))
            return (element, pointer);
        pointer = reference.GetString()![1..];
        return (pointer.Split('/').Skip(1).Aggregate(Root, (parent, name) => parent.GetProperty(name)), pointer);
    }
}

internal sealed record Operation(string Method, string Template, JsonElement Element)
{
    private readonly Regex _path = new($"^{Regex.Replace(Template, @"\{\w+\}", "[^/]+").Replace(".", @"\.", StringComparison.Ordinal)}$");

    public string Name => $"{Method} {Template}";

    public bool Fits(string path) => _path.IsMatch(path);

    public string? Text(string name) => Element.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    public string[] Words(string name) =>
        Element.TryGetProperty(name, out JsonElement words) ? [.. words.EnumerateArray().Select(word => word.GetString()!)] : [];

    public bool IsOpen => Element.TryGetProperty("security", out JsonElement security) && security.GetArrayLength() == 0;

    public bool TakesPolicy =>
        Element.TryGetProperty("security", out JsonElement security) && security.EnumerateArray().Any(scheme => scheme.TryGetProperty("policy", out _));

    public JsonElement? Body =>
        Element.TryGetProperty("requestBody", out JsonElement body) ? OpenApiDocument.Resolve(body, "").Element.GetProperty("content") : null;

    /// <summary>What the document says of answers with this status: its own words before those for any other.</summary>
    public (JsonElement Element, string Pointer) Answer(int status)
    {
        JsonElement answers = Element.GetProperty("responses");
        string word = answers.TryGetProperty($"{status}", out _) ? $"{status}" : "default";
        string pointer = $"/paths/{Escape(Template)}/{Method.ToLowerInvariant()}/responses/{word}";
        return OpenApiDocument.Resolve(answers.GetProperty(word), pointer);
    }

    /// <summary>RFC 6901 section 3, and in a URI's fragment (section 6).</summary>
    public static string Escape(string word) =>
        Uri.EscapeDataString(word.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
