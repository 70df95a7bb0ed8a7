using System.Text.RegularExpressions;

namespace Maple.Tests.Cli;

public sealed partial class ChinesePunctuationTests
{
    [Fact]
    public void Chinese_has_its_own_punctuation()
    {
        var offences = RepositoryFiles.Sources("Cli").SelectMany(file => HalfWidth().Matches(File.ReadAllText(file)).Select(m => $"{file}: {m.Value}"));
        Assert.Empty(offences);
    }

    // A mark of ASCII's beside a Chinese character.
    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}[,:;!?()].*|[,:;!?(]\p{IsCJKUnifiedIdeographs}.*|\p{IsCJKUnifiedIdeographs}\)")]
    private static partial Regex HalfWidth();
}
