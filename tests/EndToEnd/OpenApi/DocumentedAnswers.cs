using System.Net;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.OpenApi;

/// <summary>Lets answers pass that docs/openapi.json describes, and fails the test on any other.</summary>
internal sealed class DocumentedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The path of the address that a proxy gives maple, without its last slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of the answers of a proxy in front, those that maple gave are looked at: it says which request they are of.</summary>
    public bool IsBehindProxy { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (IsBehindProxy && !response.Headers.Contains("X-Request-Id"))
            return response;
        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        byte[]? json = null;
        // Everything else may be large, and tests read it as it comes.
        if (mediaType == "application/json" && request.Method != HttpMethod.Head && response.Content.Headers.ContentEncoding.Count == 0)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            json = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        // A redirect may have been followed.
        HttpRequestMessage last = response.RequestMessage ?? request;
        string? wrong = await ProblemAsync(last.Method.Method, last.RequestUri!.AbsolutePath[Prefix.Length..], response.StatusCode, mediaType, json);
        Assert.True(wrong is null, wrong);
        return response;
    }

    /// <summary>What an answer has that docs/openapi.json doesn't know; null when it knows it all.</summary>
    /// <param name="json">The body, where it is JSON and there is one.</param>
    internal static async Task<string?> ProblemAsync(string method, string path, HttpStatusCode status, string? mediaType, byte[]? json)
    {
        if (OpenApiDocument.Find(method, path.Length > 1 ? path.TrimEnd('/') : path) is not { } operation)
            return await OutsideAsync(method, path, status, mediaType, json);
        string name = $"docs/openapi.json: {operation.Name} ({operation.Text("operationId")}) answered {(int)status}";
        (JsonElement answer, string pointer) = operation.Answer((int)status);
        if (!answer.TryGetProperty("content", out JsonElement content))
            return mediaType is null ? null : $"{name} with {mediaType}, documented is none";
        if (content.EnumerateObject().Select(entry => entry.Name).FirstOrDefault(range => Covers(range, mediaType)) is not { } documented)
            return $"{name} with {mediaType ?? "no Content-Type"}, documented is {string.Join(", ", content.EnumerateObject().Select(entry => entry.Name))}";
        return json is null ? null : await ValidateAsync(name, $"{pointer}/content/{Operation.Escape(documented)}/schema", json);
    }

    /// <summary>What is no part of the API: pages for people, and refusals.</summary>
    private static async Task<string?> OutsideAsync(string method, string path, HttpStatusCode status, string? mediaType, byte[]? json)
    {
        if (mediaType != "application/json")
            return null;
        string name = $"docs/openapi.json has no {method} {path}; it answered {(int)status}";
        if ((int)status < 400)
            return name;
        string schema = status == HttpStatusCode.MethodNotAllowed ? "/components/responses/NotAllowed/content/application~1json/schema" : "/components/schemas/Error";
        return json is null ? null : await ValidateAsync(name, schema, json);
    }

    private static async Task<string?> ValidateAsync(string name, string schema, byte[] json)
    {
        using JsonDocument body = JsonDocument.Parse(json);
        string[] wrong = await SchemaValidator.CheckAsync(schema, body.RootElement);
        return wrong.Length == 0 ? null : $"{name}, but the body differs:\n  {string.Join("\n  ", wrong)}\n{body.RootElement.GetRawText()}";
    }

    private static bool Covers(string range, string? mediaType) =>
        mediaType is not null && (range == mediaType || (range.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(range[..^1], StringComparison.Ordinal)));
}
