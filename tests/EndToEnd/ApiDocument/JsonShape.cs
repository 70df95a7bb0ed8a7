using System.Text.Json;

namespace Maple.Tests.EndToEnd.ApiDocument;

/// <summary>
/// Compares an answer with the documented one: the same keys in the same order, the same types, the same values. <c>…</c> in a documented string
/// stands for any text, a documented field <c>"…"</c> for any fields at its place, and <c>"…"</c> behind the objects of an array for any more of them.
/// </summary>
internal static class JsonShape
{
    public const string Any = "…";

    /// <returns>What differs first, null when nothing does.</returns>
    public static string? Difference(string documented, string answer)
    {
        using JsonDocument expected = JsonDocument.Parse(documented), actual = JsonDocument.Parse(answer);
        return Difference("$", expected.RootElement, actual.RootElement);
    }

    private static string? Difference(string path, JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != actual.ValueKind)
            return Tell(path, expected, actual);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                return InObject(path, [.. expected.EnumerateObject()], [.. actual.EnumerateObject()]);
            case JsonValueKind.Array when expected.EnumerateArray().ToArray() is [.., { ValueKind: JsonValueKind.Object }, { ValueKind: JsonValueKind.String }] shown:
                return actual.GetArrayLength() < shown.Length - 1
                    ? $"{path}: {shown.Length - 1} elements documented, {actual.GetArrayLength()} answered"
                    : shown[..^1].Zip(actual.EnumerateArray()).Select((pair, i) => Difference($"{path}[{i}]", pair.First, pair.Second))
                        .FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Array when expected.GetArrayLength() != actual.GetArrayLength():
                return $"{path}: {expected.GetArrayLength()} elements documented, {actual.GetArrayLength()} answered";
            case JsonValueKind.Array:
                return expected.EnumerateArray().Zip(actual.EnumerateArray())
                    .Select((pair, i) => Difference($"{path}[{i}]", pair.First, pair.Second))
                    .FirstOrDefault(difference => difference is not null);
            case JsonValueKind.String:
                return Wildcard.Matches(expected.GetString()!, actual.GetString()!) ? null : Tell(path, expected, actual);
            default:
                return expected.GetRawText() == actual.GetRawText() ? null : Tell(path, expected, actual);
        }
    }

    private static string? InObject(string path, List<JsonProperty> expected, List<JsonProperty> actual)
    {
        int next = 0;
        bool mayLeaveOut = false;
        foreach (JsonProperty property in expected)
        {
            if (property.Name == Any)
            {
                mayLeaveOut = true;
                continue;
            }

            int found = mayLeaveOut ? actual.FindIndex(next, p => p.Name == property.Name) : next;
            if (found < 0 || found >= actual.Count || actual[found].Name != property.Name)
                return $"{path}: '{property.Name}' is documented, {(next < actual.Count ? $"'{actual[next].Name}'" : "nothing")} answered";
            if (Difference($"{path}.{property.Name}", property.Value, actual[found].Value) is { } difference)
                return difference;
            (next, mayLeaveOut) = (found + 1, false);
        }

        return mayLeaveOut || next == actual.Count ? null : $"{path}: '{actual[next].Name}' is answered, but not documented";
    }

    private static string Tell(string path, JsonElement expected, JsonElement actual) =>
        $"{path}: documented is {expected.GetRawText()}, answered {actual.GetRawText()}";
}
