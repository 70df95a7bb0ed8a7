using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>'Did you mean': the candidate that a word was probably meant to be.</summary>
internal static class Suggestion
{
    /// <summary>Appends the question where there is something to ask about.</summary>
    public static Text Add(Text text, string? nearest) => nearest is null
        ? text
        : new($"{text.English}; did you mean {nearest}?", $"{text.Chinese}；是不是 {nearest}？");

    public static Text Add(Text text, string word, IEnumerable<string> candidates) => Add(text, Nearest(word, candidates));

    /// <summary>Null when none is near. Case, and <c>-</c> against <c>_</c>, don't count.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var folded = Fold(word);
        // One slip in four letters, as a typing error has; at most three, or any two short words would be near.
        var best = Math.Clamp(folded.Length / 4, 1, 3) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var other = Fold(candidate);
            var distance = folded.Length >= 3 && other.StartsWith(folded, StringComparison.Ordinal) ? 1 : Distance(folded, other);
            if (distance < best)
                (best, nearest) = (distance, candidate);
        }
        return nearest;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('-', '_');

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
