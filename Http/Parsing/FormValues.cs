namespace Maple.Http.Parsing;

/// <summary>
/// The pairs of a query or a form, in the order in which they came. Where a name comes more than once, <see cref="First"/> wins, as the
/// original service's framework had it; <see cref="All"/> gives every value. Names are case-sensitive.
/// </summary>
internal sealed class FormValues(IReadOnlyList<KeyValuePair<string, string>> pairs)
{
    public static FormValues Empty { get; } = new([]);

    public IReadOnlyList<KeyValuePair<string, string>> Pairs { get; } = pairs;

    /// <summary>Null when there is none; empty for <c>name=</c> and for <c>name</c> alone.</summary>
    public string? First(string name)
    {
        foreach (var (key, value) in Pairs)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    public IReadOnlyList<string> All(string name) => [.. Pairs.Where(pair => pair.Key == name).Select(pair => pair.Value)];
}
