using Maple.Http.Content.Zip;

namespace Maple.Tests.Http.Content;

public sealed class ZipNamesTests
{
    [Theory]
    [InlineData("cat.png", "png", "cat.png")]
    [InlineData("Cat.JPEG", "jpg", "Cat.JPEG")]
    [InlineData("Momo", "png", "Momo.png")]
    [InlineData("cat.png", "jpg", "cat.png.jpg")]
    [InlineData("archive.tar", "gif", "archive.tar.gif")]
    [InlineData("../../etc/passwd", "png", "_.._etc_passwd.png")]
    [InlineData("C:\\Windows\\a.png", "png", "C__Windows_a.png")]
    [InlineData("a\u202Egnp.exe", "png", "agnp.exe.png")]
    [InlineData("what?*<b>\"x\"|.png", "png", "what___b__x__.png")]
    [InlineData("con.png", "png", "_con.png")]
    [InlineData("Lpt9.b.png", "png", "_Lpt9.b.png")]
    [InlineData("NUL", "png", "_NUL.png")]
    [InlineData("console.png", "png", "console.png")]
    [InlineData(".htaccess", "png", "htaccess.png")]
    [InlineData(".png", "png", "png.png")]
    [InlineData("..", "png", "image.png")]
    [InlineData("a. .png", "png", "a.png")]
    [InlineData("小猫 😀", "webp", "小猫 😀.webp")]
    public void A_name_is_one_that_every_system_unpacks(string name, string extension, string expected) =>
        Assert.Equal(expected, new ZipNames().Take(name, extension));

    [Fact]
    public void Names_are_unique_without_regard_to_case()
    {
        var names = new ZipNames();

        Assert.Equal(
            ["a.png", "A (2).PNG", "a (3).png", "a (2) (2).png", "a.jpg", "a (4).png"],
            ((string[])["a.png", "A.PNG", "a.png", "a (2).png", "a.jpg", "a.png"]).Select(name => names.Take(name, name[^3..].ToLowerInvariant())));
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        string name = new ZipNames().Take(new string('猫', 255), "png");

        Assert.Equal(new string('猫', 66) + ".png", name);
    }

    [Fact]
    public void Twenty_thousand_pictures_of_one_name_get_one_each()
    {
        var names = new ZipNames();

        Assert.Equal(20_000, Enumerable.Range(0, 20_000).Select(_ => names.Take("image.png", "png")).Distinct().Count());
    }
}
