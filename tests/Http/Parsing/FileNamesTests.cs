using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("图 片 😀👨‍👩‍👧.png", "图 片 😀👨‍👩‍👧.png")]
    [InlineData("../../a.png", "a.png")]
    [InlineData("C:\\dir\\a.png", "a.png")]
    [InlineData("a\0b\r\nc\td\u007f\u0085.png", "abcd.png")]
    [InlineData("photo\u202Egpj.exe\u2066\u200F", "photogpj.exe")]
    [InlineData("  a.png \n", "a.png")]
    [InlineData(null, "image")]
    [InlineData("", "image")]
    [InlineData("a/", "image")]
    [InlineData("..", "image")]
    [InlineData(" . ", "image")]
    [InlineData("\u202E\0", "image")]
    public void A_name_is_one_line_that_shows_what_it_is(string? sent, string shown) => Assert.Equal(shown, FileNames.Clean(sent));

    [Fact]
    public void Half_a_character_is_shown_as_a_replacement() => Assert.Equal("\uFFFD.png", FileNames.Clean("\ud83d.png"));

    [Fact]
    public void A_long_name_ends_at_255_characters_but_not_within_one()
    {
        Assert.Equal(255, FileNames.Clean(new string('a', 10_000)).Length);
        Assert.Equal(new string('a', 254), FileNames.Clean(new string('a', 254) + "😀"));
        Assert.Equal(new string('a', 253) + "😀", FileNames.Clean(new string('a', 253) + "😀.png"));
    }
}
