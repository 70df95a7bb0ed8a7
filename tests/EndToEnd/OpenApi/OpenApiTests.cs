using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Handlers;
using Maple.Http.Handlers.Upload;
using Maple.Storage;
using Maple.Tests.EndToEnd.Keys;

namespace Maple.Tests.EndToEnd.OpenApi;

/// <summary>docs/openapi.json against Routes.cs and the rest of the code. That answers are as it says is seen wherever the suite gets one.</summary>
public sealed partial class OpenApiTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    /// <summary>The pages for people answer HTML and are no API: of them only the document itself is in it.</summary>
    internal static readonly Route[] Own =
        [.. ScopeMatrixTests.Api, .. Routes.Pages(new WebHandler("/admin/"), new GuestHandler(null!, null!, 0), "/admin/").Where(route => route.Template.StartsWith("/api/", StringComparison.Ordinal))];

    private static readonly ILookup<string, Route> s_routes = Own.Concat(ScopeMatrixTests.Compat).ToLookup(route => Shape(ScopeMatrixTests.Name(route)));

    [Fact]
    public async Task The_document_is_valid_OpenAPI_and_so_are_its_schemas() => Assert.Empty(await SchemaValidator.CheckDocumentAsync());

    [Fact]
    public void Every_route_is_in_it_and_nothing_else() =>
        Assert.Equal(s_routes.Select(route => route.Key).Order(), OpenApiDocument.Operations.Select(operation => Shape(operation.Name)).Order());

    [Fact]
    public void Each_operation_has_a_name_of_its_own_and_tells_what_it_does()
    {
        Assert.Equal(OpenApiDocument.Operations.Count, OpenApiDocument.Operations.Select(operation => operation.Text("operationId")).Distinct().Count());
        Assert.All(OpenApiDocument.Operations, operation => Assert.True(operation.Text("summary") is [.., '.'], operation.Name));
    }

    [Fact]
    public void Parameters_of_a_path_are_those_of_its_template_and_no_operation_has_one_twice()
    {
        foreach (Operation operation in OpenApiDocument.Operations)
        {
            List<string> named = operation.Element.TryGetProperty("parameters", out JsonElement parameters)
                ? [.. parameters.EnumerateArray().Select(one => OpenApiDocument.Resolve(one, "").Element).Select(one => $"{one.GetProperty("in")} {one.GetProperty("name")}")]
                : [];
            Assert.Equal(
                Parameters().Matches(operation.Template).Select(match => $"{operation.Name}: path {match.Value.Trim('{', '}')}"),
                named.Where(name => name.StartsWith("path ", StringComparison.Ordinal)).Select(name => $"{operation.Name}: {name}"));
            Assert.Equal(named.Distinct(), named);
        }
    }

    [Fact]
    public void Each_operation_says_who_may_call_it()
    {
        foreach (Operation operation in OpenApiDocument.Operations)
        {
            List<Route> routes = [.. s_routes[Shape(operation.Name)]];
            Access access = routes.Single(route => route.When is null).Access;
            string? key = access.IsUnrestricted ? "unrestricted" : access.IsUnbound ? "all-albums" : null;
            bool takesForm = operation.Body is { } body && body.EnumerateObject().Any(media => TakesKey(media.Value.GetProperty("schema")));
            Assert.Equal(
                (operation.Name, access.IsOpen, Words(access), key, routes.Exists(route => route.Access.TakesPolicy), access.TakesForm),
                (operation.Name, operation.IsOpen, string.Join(',', operation.Words("x-scopes")), operation.Text("x-key"), operation.TakesPolicy, takesForm));
            // Where a raw body is another route's, it has its own scopes.
            foreach (Route raw in routes.Where(route => route.When is not null))
                Assert.Equal(Words(raw.Access), string.Join(',', new Operation("", "", operation.Body!.Value.GetProperty("image/*")).Words("x-scopes")));
        }
    }

    [Fact]
    public void Refusals_have_the_codes_of_their_status_and_together_all_that_there_are()
    {
        HashSet<string> said = [];
        foreach (Operation operation in OpenApiDocument.Operations)
        {
            foreach (JsonProperty answer in operation.Element.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] is '4' or '5' or 'd'))
            {
                string[] codes = Codes(OpenApiDocument.Resolve(answer.Value, "").Element);
                said.UnionWith(codes);
                Assert.All(codes.Where(_ => answer.Name != "default"), code => Assert.Equal((operation.Name, code, answer.Name), (operation.Name, code, $"{(int)Status(code)}")));
            }
        }

        said.UnionWith(Codes(OpenApiDocument.Components("responses").GetProperty("NotAllowed")));
        JsonElement all = OpenApiDocument.Components("schemas").GetProperty("ErrorCode");
        Assert.Equal(said.Order(), all.GetProperty("enum").EnumerateArray().Select(code => code.GetString()!).Order());
        Assert.Equal(said.Order(), all.GetProperty("x-enumDescriptions").EnumerateObject().Select(code => code.Name).Order());
    }

    [Theory]
    [InlineData("UploadForm")]
    [InlineData("UploadFields")]
    public void Pictures_may_be_sent_in_each_of_the_fields(string schema)
    {
        JsonElement fields = OpenApiDocument.Components("schemas").GetProperty(schema).GetProperty("allOf")[1].GetProperty("properties");

        Assert.Equal(IncomingPictures.FileFields.Order(), fields.EnumerateObject().Select(field => field.Name).Except(["name", "description", "album", "album_id", "filename", "url"]).Order());
    }

    [Fact]
    public void Whatever_is_answered_is_closed_so_that_an_unknown_field_shows()
    {
        SortedSet<string> open = new(StringComparer.Ordinal);
        foreach (Operation operation in OpenApiDocument.Operations)
            FindOpen(operation.Element.GetProperty("responses"), operation.Name, isClosed: false, open);

        Assert.Empty(open);
    }

    [Fact]
    public async Task Anybody_gets_it_as_it_stands_in_docs_and_only_once()
    {
        using HttpResponseMessage first = await Stranger.Http.GetAsync("api/openapi.json", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.StatusCode, first.Content.Headers.ContentType!.ToString()));
        Assert.Equal(await File.ReadAllTextAsync(OpenApiDocument.File, TestContext.Current.CancellationToken), await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var again = new HttpRequestMessage(HttpMethod.Get, "api/openapi.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await Stranger.Http.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);
        using var packed = new HttpRequestMessage(HttpMethod.Get, "api/openapi.json") { Headers = { { "Accept-Encoding", "br" } } };
        using HttpResponseMessage small = await Stranger.Http.SendAsync(packed, TestContext.Current.CancellationToken);
        Assert.Equal(["br"], small.Content.Headers.ContentEncoding);
        Assert.True((await small.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length < 20_000);
    }

    [Fact]
    public async Task An_answer_that_is_not_as_documented_is_told_with_operation_status_and_place()
    {
        const string Good = """{"status": "200", "message": "ok", "data": {"id": 1, "username": "bob", "key": "k"}, "description": ""}""";
        const string Refusal = """{"status": "404", "message": "no", "code": "key_not_found", "data": null, "description": ""}""";

        Assert.Null(await ProblemAsync("POST", "/api/login", 200, Good));
        await Fails("POST /api/login (login) answered 200", "/data: must NOT have additional properties", "POST", "/api/login", 200, Good.Replace("\"key\"", "\"age\": 3, \"key\"", StringComparison.Ordinal));
        await Fails("POST /api/login (login) answered 200", "required property 'key'", "POST", "/api/login", 200, Good.Replace(", \"key\": \"k\"", "", StringComparison.Ordinal));
        await Fails("POST /api/login (login) answered 201", "/status", "POST", "/api/login", 201, Good);
        Assert.Null(await ProblemAsync("DELETE", "/api/keys/4", 404, Refusal));
        await Fails("GET /api/keys (listKeys) answered 404", "/code", "GET", "/api/keys", 404, Refusal);
        await Fails("docs/openapi.json has no GET /api/elsewhere", "200", "GET", "/api/elsewhere", 200, Good);
        Assert.Contains("text/html", await DocumentedAnswers.ProblemAsync("GET", "/api/keys", HttpStatusCode.OK, "text/html", null), StringComparison.Ordinal);
    }

    private static Task<string?> ProblemAsync(string method, string path, int status, string json) =>
        DocumentedAnswers.ProblemAsync(method, path, (HttpStatusCode)status, "application/json", Encoding.UTF8.GetBytes(json));

    private static async Task Fails(string operation, string what, string method, string path, int status, string json)
    {
        string? problem = await ProblemAsync(method, path, status, json);
        Assert.Contains(operation, problem, StringComparison.Ordinal);
        Assert.Contains(what, problem, StringComparison.Ordinal);
    }

    /// <summary>Method and path without the names of parameters; one that takes the rest of a path is several in OpenAPI, which knows no such thing.</summary>
    private static string Shape(string route) => Parameters().Replace(Rest().Replace(route, "{}"), "{}");

    private static string Words(Access access) => access.Scopes == Scopes.None ? "" : access.Scopes.Words();

    private static HttpStatusCode Status(string code) => ErrorMapper.Status(Enum.GetValues<ErrorCode>().Single(known => known.Word() == code));

    private static bool TakesKey(JsonElement schema) =>
        OpenApiDocument.Resolve(schema, "").Element.TryGetProperty("allOf", out JsonElement parts)
        && parts.EnumerateArray().Any(part => part.TryGetProperty("$ref", out JsonElement part0) && part0.GetString() == "#/components/schemas/FormKey");

    /// <summary>Refusals in the shapes of other hosts have none.</summary>
    private static string[] Codes(JsonElement refusal) =>
        refusal.GetProperty("content").GetProperty("application/json").GetProperty("schema").TryGetProperty("properties", out JsonElement properties)
            ? [.. properties.GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString()!)]
            : [];

    /// <summary>Objects with properties that neither they nor what they are part of or made from closes.</summary>
    private static void FindOpen(JsonElement schema, string pointer, bool isClosed, SortedSet<string> open)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in schema.EnumerateArray())
                FindOpen(part, pointer, isClosed, open);
        }

        if (schema.ValueKind != JsonValueKind.Object)
            return;
        isClosed |= Closes(schema);
        (JsonElement target, string at) = OpenApiDocument.Resolve(schema, pointer);
        if (at != pointer)
            FindOpen(target, at, isClosed, open);
        if (!isClosed && !Closes(target) && schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
            open.Add(pointer);
        foreach (JsonProperty part in schema.EnumerateObject())
            FindOpen(part.Value, $"{pointer}/{part.Name}", isClosed && part.Name == "allOf", open);
    }

    private static bool Closes(JsonElement schema) => schema.TryGetProperty("additionalProperties", out _) || schema.TryGetProperty("unevaluatedProperties", out _);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"(\{\w+\}/)+\{\w+\}$|\{\w+\*\}$")]
    private static partial Regex Rest();
}
