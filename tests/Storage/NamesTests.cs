using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Storage;

public sealed class NamesTests
{
    [Theory]
    [InlineData("bob")]
    [InlineData("Anna Maria")]
    [InlineData("小明")]
    [InlineData("😀")]
    [InlineData("a.b-c_d")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public void A_plain_user_name_is_taken(string name) => Names.CheckUser(name);

    [Theory]
    [InlineData("", "1 to 64 characters")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "1 to 64 characters")]
    [InlineData(".", "dot")]
    [InlineData("..", "dot")]
    [InlineData(".tmp", "dot")]
    [InlineData("a/b", "'/'")]
    [InlineData("a\\b", "'\\'")]
    [InlineData("a\nb", "control")]
    [InlineData("a\0b", "control")]
    [InlineData("a\u009bb", "control")]
    [InlineData("a\u2028b", "control")]
    [InlineData(" bob", "white space")]
    [InlineData("bob\u3000", "white space")]
    [InlineData("lost+found", "reserved")]
    public void A_user_name_that_cannot_be_a_folder_is_refused_with_the_rule(string name, string rule)
    {
        MapleException refused = Assert.Throws<MapleException>(() => Names.CheckUser(name));
        Assert.Equal(ErrorCode.InvalidName, refused.Code);
        Assert.Contains(rule, refused.Text.English);
        Assert.DoesNotContain(refused.Text.English, char.IsControl);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_name()
    {
        Assert.Throws<MapleException>(() => Names.CheckUser("a\ud83d"));
        Assert.Throws<MapleException>(() => Names.CheckAlbum("\ude00\ud83d"));
    }

    [Fact]
    public void A_user_name_that_is_taken_is_always_a_valid_blob_folder()
    {
        string widest = new('图', Names.MaxUser);
        Names.CheckUser(widest);
        Assert.True(BlobKey.TryParse(BlobKey.Of(widest, BlobKey.Photo, "2026/11/1-a", "png").Value, out _));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(widest), 1, 255);
    }

    [Fact]
    public void Album_and_image_names_have_a_length_and_no_control_characters()
    {
        Names.CheckAlbum("a/b ..");
        Names.CheckAlbum(new string('a', 100));
        Names.CheckImage(new string('a', 255));
        Refused(ErrorCode.InvalidName, () => Names.CheckAlbum(""));
        Refused(ErrorCode.InvalidName, () => Names.CheckAlbum("  "));
        Refused(ErrorCode.InvalidName, () => Names.CheckAlbum(new string('a', 101)));
        Refused(ErrorCode.InvalidName, () => Names.CheckAlbum("a\tb"));
        Refused(ErrorCode.InvalidName, () => Names.CheckImage(""));
        Refused(ErrorCode.InvalidName, () => Names.CheckImage(new string('a', 256)));
        Refused(ErrorCode.InvalidName, () => Names.CheckImage("a\u007f"));
    }

    [Fact]
    public void A_description_may_have_lines_and_4000_characters()
    {
        Names.CheckDescription("");
        Names.CheckDescription("two\nlines");
        Names.CheckDescription(new string('a', 4_000));
        Refused(ErrorCode.InvalidParameter, () => Names.CheckDescription(new string('a', 4_001)));
    }

    [Theory]
    [InlineData("a@b")]
    [InlineData("anna.maria+pics@example.org")]
    [InlineData("小明@例子.中国")]
    public void An_address_is_taken(string email) => Names.CheckEmail(email);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData("a@b@c")]
    [InlineData("a b@c")]
    [InlineData("a@b\r\nBcc: c")]
    public void What_is_no_address_is_refused(string email) => Refused(ErrorCode.InvalidEmail, () => Names.CheckEmail(email));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        Names.CheckEmail(new string('a', 252) + "@b");
        Refused(ErrorCode.InvalidEmail, () => Names.CheckEmail(new string('a', 253) + "@b"));
    }

    private static void Refused(ErrorCode code, Action action) =>
        Assert.Equal(code, Assert.Throws<MapleException>(action).Code);
}
