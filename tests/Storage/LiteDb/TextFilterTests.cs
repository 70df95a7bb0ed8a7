using System.Text;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

public sealed class TextFilterTests
{
    [Fact]
    public void No_letter_beyond_ASCII_equals_one_within_it()
    {
        for (int other = 128; other <= char.MaxValue; other++)
        {
            for (char ascii = '\0'; ascii < 128; ascii++)
                Assert.False(string.Equals($"{(char)other}", $"{ascii}", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("aab", "xAAaB", true)]
    [InlineData("aab", "aacaa", false)]
    [InlineData("é", "CAFÉ", true)]
    [InlineData("é", "CAFE", false)]
    [InlineData("k", "\u212A", false)]
    [InlineData("[", "{", false)]
    [InlineData("图", "一张图片", true)]
    [InlineData("🍁", "a 🍁 leaf", true)]
    [InlineData("", "", true)]
    [InlineData(null, "x", true)]
    public void It_finds_what_is_contained_without_regard_to_case(string? wanted, string text, bool found) =>
        Assert.Equal(found, new TextFilter(wanted).Matches(Encoding.UTF8.GetBytes(text)));
}
