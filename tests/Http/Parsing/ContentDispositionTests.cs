using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("form-data; name=\"images\"; filename=\"a.png\"", "images", "a.png")]
    [InlineData("FORM-DATA;NAME=images;FileName=a.png", "images", "a.png")]
    [InlineData("form-data ; name = \"images\" ; filename = a b.png ", "images", "a b.png")]
    [InlineData("form-data; name=\"a\"", "a", null)]
    [InlineData("form-data; name=\"a\"; filename=\"\"", "a", "")]
    [InlineData("form-data; filename=\"a.png\"", null, "a.png")]
    [InlineData("form-data; name=\"a;b=c\"; filename=\"x; name=y\"", "a;b=c", "x; name=y")]
    [InlineData("form-data; name=\"图\"; filename=\"😀.png\"", "图", "😀.png")]
    public void Names_come_with_and_without_quotes(string header, string? name, string? fileName) => Check(header, name, fileName);

    [Theory]
    [InlineData("form-data; name=\"a%22b\"; filename=\"c%22d%0D%0Ae%0d%0a.png\"", "a\"b", "c\"d\r\ne\r\n.png")]
    [InlineData("form-data; name=\"a\"; filename=\"100%25%41.png\"", "a", "100%25%41.png")]
    public void Browsers_escape_three_characters_by_percent_and_no_other(string header, string name, string fileName) => Check(header, name, fileName);

    [Theory]
    [InlineData("form-data; name=\"a\\\"b\"; filename=\"c\\\"d.png\"", "a\"b", "c\"d.png")]
    [InlineData("form-data; name=\"a\"; filename=\"\\\\\\\\server\\\\share\\\\a.png\"", "a", "a.png")]
    [InlineData("form-data; name=\"a\"; filename=\"C:\\dir\\a.png\"", "a", "a.png")]
    [InlineData("form-data; name=\"a\"; filename=\"/home/me/a.png\"", "a", "a.png")]
    [InlineData("form-data; name=\"a\"; filename=\"../../etc/passwd\"", "a", "passwd")]
    [InlineData("form-data; name=\"a\"; filename=\"dir/\"", "a", "")]
    public void Backslashes_escape_quotes_or_are_part_of_a_path(string header, string name, string fileName) => Check(header, name, fileName);

    [Theory]
    [InlineData("form-data; name=\"a\"; filename=\"b", "a", "b")]
    [InlineData("form-data; name=\"x\\\"", "x\\", null)]
    public void A_missing_closing_quote_ends_with_the_line(string header, string name, string? fileName) => Check(header, name, fileName);

    [Theory]
    [InlineData("form-data; name=a; filename=\"x.png\"; filename*=UTF-8''%E5%9B%BE.png", "图.png")]
    [InlineData("form-data; name=a; filename*=utf-8'zh'%e5%9b%be.png; filename=x.png", "图.png")]
    [InlineData("form-data; name=a; filename*=iso-8859-1''%e9.png", "é.png")]
    [InlineData("form-data; name=a; filename*=UTF-8''a%2Fb.png", "b.png")]
    [InlineData("form-data; name=a; filename*=UTF-8''%ff.png", "\uFFFD.png")]
    [InlineData("form-data; name=a; filename=x.png; filename*=UTF-8''%zz.png", "x.png")]
    [InlineData("form-data; name=a; filename=x.png; filename*=gbk''%cd%bc.png", "x.png")]
    [InlineData("form-data; name=a; filename=x.png; filename*=nonsense", "x.png")]
    public void The_extended_form_is_preferred_where_it_can_be_read(string header, string fileName) => Check(header, "a", fileName);

    private static void Check(string header, string? name, string? fileName) =>
        Assert.Equal(new ContentDisposition("form-data", name, fileName), ContentDisposition.Parse(header));
}
