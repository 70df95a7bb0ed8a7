using System.Net;
using System.Text.Json;

namespace Maple.Cli.Client;

/// <summary>An envelope that a maple server sent; see docs/api.md.</summary>
internal sealed class Answer(HttpStatusCode status, JsonDocument json) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>For people, in the language that was asked for.</summary>
    public string Message => json.RootElement.GetProperty("message").GetString() ?? Status.ToString();

    /// <summary>What stands at a path of properties and of first elements of lists; null when it isn't there.</summary>
    public JsonElement? At(params ReadOnlySpan<string> path)
    {
        var at = json.RootElement;
        foreach (var name in path)
        {
            if (at.ValueKind == JsonValueKind.Array && at.GetArrayLength() > 0)
                at = at[0];
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at.ValueKind == JsonValueKind.Null ? null : at;
    }

    public string? Text(params ReadOnlySpan<string> path) =>
        At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Null when the bytes are no envelope.</summary>
    public static Answer? Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("status", out _)
                && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                return new(status, json);
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => json.Dispose();
}
