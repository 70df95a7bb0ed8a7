using Maple.Errors;

namespace Maple.Cli.Configuration;

internal static class DidYouMean
{
    /// <summary>Appends the question where there is something to ask about.</summary>
    public static Text Add(Text text, string? nearest) => nearest is null
        ? text
        : new($"{text.English}; did you mean {nearest}?", $"{text.Chinese}；是不是 {nearest}？");
}
