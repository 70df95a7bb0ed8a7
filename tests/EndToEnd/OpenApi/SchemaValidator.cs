using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.OpenApi;

/// <summary>Ajv in a process of node's, one for all tests; it ends with them, when its input does.</summary>
internal static class SchemaValidator
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests/EndToEnd/OpenApi");
    private static readonly Lazy<Process> s_node = new(Start);
    private static readonly SemaphoreSlim s_turn = new(1);

    /// <summary>What is wrong with the document as OpenAPI 3.1; empty when nothing is.</summary>
    public static Task<string[]> CheckDocumentAsync() => AskAsync("{}");

    /// <summary>Where a value differs from a schema of the document, and how; empty when it doesn't.</summary>
    /// <param name="schema">A JSON pointer into the document.</param>
    /// <param name="value">What to check.</param>
    public static Task<string[]> CheckAsync(string schema, JsonElement value) =>
        AskAsync($$"""{"schema": {{JsonSerializer.Serialize(schema)}}, "value": {{JsonSerializer.Serialize(value)}}}""");

    private static async Task<string[]> AskAsync(string question)
    {
        await s_turn.WaitAsync();
        try
        {
            await s_node.Value.StandardInput.WriteLineAsync(question);
            await s_node.Value.StandardInput.FlushAsync();
            string? answer = await s_node.Value.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));
            return JsonSerializer.Deserialize<string[]>(answer ?? throw new InvalidOperationException("node ended; its complaint stands above"))!;
        }
        finally
        {
            s_turn.Release();
        }
    }

    private static Process Start()
    {
        if (!Directory.Exists(Path.Combine(s_folder, "node_modules/ajv")))
            throw new InvalidOperationException("Ajv is missing: npm install --prefix tests/EndToEnd/OpenApi");
        return Process.Start(new ProcessStartInfo("node", [Path.Combine(s_folder, "validate.mjs"), OpenApiDocument.File])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
    }
}
