namespace Maple.Http.Parsing;

/// <summary>A client's value as it may stand in a message: one line, and short.</summary>
internal static class Excerpt
{
    /// <summary>Enough to recognise a value; messages stay one line of a terminal or two.</summary>
    private const int MaxLength = 60;

    public static string Of(string value)
    {
        string shown = value.Length > MaxLength ? string.Concat(FileNames.Cut(value, MaxLength), "…") : value;
        return string.Concat(shown.Select(c => FileNames.IsUnprintable(c) ? '\uFFFD' : c));
    }
}
