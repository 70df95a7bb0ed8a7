namespace Maple.Tests.EndToEnd.ApiDocument;

/// <summary>Compares an answer's head with the documented one: its status line, and each documented header, which must be there once.</summary>
internal static class HeadShape
{
    /// <returns>What differs first, null when nothing does.</returns>
    public static string? Difference(string documented, string answer)
    {
        string[] expected = documented.Split('\n');
        List<string> actual = [.. answer.ReplaceLineEndings("\n").Split('\n').TakeWhile(line => line.Length > 0)];
        if (actual.Count == 0 || expected[0] != actual[0])
            return $"documented is {expected[0]}, answered {actual.FirstOrDefault()}";
        foreach (string header in expected.Skip(1))
        {
            string name = header[..(header.IndexOf(':', StringComparison.Ordinal) + 1)];
            List<string> found = actual.FindAll(line => line.StartsWith(name, StringComparison.Ordinal));
            if (found.Count != 1 || !Wildcard.Matches(header, found[0]))
                return $"documented is {header}, answered {string.Join(" and ", found)}";
        }

        return null;
    }
}
