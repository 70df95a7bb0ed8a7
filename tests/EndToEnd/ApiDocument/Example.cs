namespace Maple.Tests.EndToEnd.ApiDocument;

/// <summary>A request of docs/api.md and the answer that stands below it.</summary>
/// <param name="Line">Where the request stands, to be found by a person.</param>
/// <param name="Language">Of the answer's block: <c>json</c>, <c>http</c> for a head, or <c>text</c>.</param>
internal sealed record Example(int Line, string Command, string Language, string Answer)
{
    /// <summary>Every block of <c>sh</c> is a request, and the next block must be its answer.</summary>
    public static IEnumerable<Example> In(string document)
    {
        (int Line, string Command)? open = null;
        foreach ((int line, string language, string text) in Blocks(document))
        {
            if (language == "sh")
            {
                Assert.True(open is null, $"docs/api.md:{open?.Line} has no answer");
                open = (line, text);
            }
            else
            {
                Assert.True(open is not null && language is "json" or "http" or "text", $"docs/api.md:{line} is no answer to a request");
                yield return new Example(open!.Value.Line, open.Value.Command, language, text);
                open = null;
            }
        }

        Assert.True(open is null, $"docs/api.md:{open?.Line} has no answer");
    }

    private static IEnumerable<(int Line, string Language, string Text)> Blocks(string document)
    {
        string[] lines = document.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            int end = Array.IndexOf(lines, "```", i + 1);
            Assert.True(end > i, $"docs/api.md:{i + 1} opens a block that is never closed");
            yield return (i + 1, lines[i][3..], string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }
}
