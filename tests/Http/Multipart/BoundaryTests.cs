using Maple.Errors;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

public sealed class BoundaryTests
{
    [Theory]
    [InlineData("multipart/form-data; boundary=abc", "abc")]
    [InlineData("Multipart/Form-Data;BOUNDARY=abc;charset=utf-8", "abc")]
    [InlineData("multipart/form-data; charset=\"a;b\"; boundary=\"a b:c=d?\"", "a b:c=d?")]
    [InlineData("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", "----WebKitFormBoundary7MA4YWxkTrZu0gW")]
    [InlineData("multipart/form-data; boundary=a=b/c:d", "a=b/c:d")]
    [InlineData("multipart/form-data; boundary=abc; boundary=abc", "abc")]
    public void A_boundary_is_taken_with_and_without_quotes(string type, string boundary) => Assert.Equal(boundary, Boundary.Parse(type));

    [Fact]
    public void Seventy_characters_are_allowed_and_no_more()
    {
        Assert.Equal(70, Boundary.Parse("multipart/form-data; boundary=" + new string('x', 70)).Length);
        Assert.Contains("71", Refused(ErrorCode.InvalidMultipart, "multipart/form-data; boundary=" + new string('x', 71)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data;")]
    [InlineData("multipart/form-data; boundary")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    public void A_missing_boundary_explains_the_header_set_by_hand(string type)
    {
        var refusal = Refused(ErrorCode.MissingBoundary, type);
        Assert.Contains("set by hand", refusal.Text.English, StringComparison.Ordinal);
        Assert.Contains("手动设置", refusal.Text.Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=\"a\r\nb\"")]
    [InlineData("multipart/form-data; boundary=\"a \"")]
    [InlineData("multipart/form-data; boundary=a@b")]
    [InlineData("multipart/form-data; boundary=图")]
    [InlineData("multipart/form-data; boundary=a; boundary=b")]
    public void Characters_that_no_boundary_may_have_are_refused(string type) => Refused(ErrorCode.InvalidMultipart, type);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("multipart/mixed; boundary=abc")]
    public void Other_types_are_not_supported(string? type) => Refused(ErrorCode.UnsupportedMediaType, type);

    private static MapleException Refused(ErrorCode code, string? type)
    {
        var refusal = Assert.Throws<MapleException>(() => Boundary.Parse(type));
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
