using System.Text;
using System.Text.Json;
using Maple.Errors;
using Maple.Http;

namespace Maple.Tests.EndToEnd.OpenApi;

/// <summary>The tables of docs/api.md that follow from docs/openapi.json, each between <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>.</summary>
internal static class ApiTables
{
    /// <summary>A document with its tables made anew.</summary>
    public static string Renew(string document) => Between(Between(document, "operations", Operations()), "codes", Codes());

    private static string Between(string document, string name, string table)
    {
        string begin = $"<!-- {name} -->\n", end = $"<!-- /{name} -->\n";
        int from = document.IndexOf(begin, StringComparison.Ordinal) + begin.Length, to = document.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"docs/api.md has no {begin.Trim()} with its end");
        return document[..from] + table + document[to..];
    }

    private static string Operations()
    {
        var table = new StringBuilder("| | who | |\n|---|---|---|\n");
        foreach (Operation operation in OpenApiDocument.Operations)
            table.Append($"| `{operation.Name}` | {Who(operation)} | {operation.Text("summary")} |\n");
        return table.ToString();
    }

    private static string Who(Operation operation)
    {
        if (operation.IsOpen)
            return "anybody";
        string scopes = string.Join(", ", operation.Words("x-scopes").Select(word => $"`{word}`"));
        string key = operation.Text("x-key") switch { "unrestricted" => "unrestricted", "all-albums" => "all albums", _ => "" };
        string policy = operation.TakesPolicy ? "or a policy" : "";
        return string.Join("; ", new[] { scopes, key, policy }.Where(part => part.Length > 0));
    }

    private static string Codes()
    {
        var status = Enum.GetValues<ErrorCode>().ToDictionary(code => code.Word(), code => (int)ErrorMapper.Status(code));
        var table = new StringBuilder("| code | status | when |\n|---|---|---|\n");
        foreach (JsonProperty code in OpenApiDocument.Components("schemas").GetProperty("ErrorCode").GetProperty("x-enumDescriptions").EnumerateObject())
            table.Append($"| `{code.Name}` | {status[code.Name]} | {code.Value.GetString()} |\n");
        return table.ToString();
    }
}
