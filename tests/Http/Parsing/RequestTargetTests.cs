using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", new string[0], false, "")]
    [InlineData("/api/images", new[] { "api", "images" }, false, "")]
    [InlineData("/api/images/?page=2&x=/..", new[] { "api", "images" }, true, "page=2&x=/..")]
    [InlineData("/?", new string[0], false, "")]
    [InlineData("/a?b?c", new[] { "a" }, false, "b?c")]
    [InlineData("/%E5%9B%BE/a%20b/%252e%252e", new[] { "图", "a b", "%2e%2e" }, false, "")]
    [InlineData("//evil.example/x", new[] { "", "evil.example", "x" }, false, "")]
    [InlineData("/a//", new[] { "a", "" }, true, "")]
    [InlineData("/x?imageMogr2/thumbnail/!50p|a[b]", new[] { "x" }, false, "imageMogr2/thumbnail/!50p|a[b]")]
    [InlineData("/.../..a/.a", new[] { "...", "..a", ".a" }, false, "")]
    public void A_path_is_split_first_and_decoded_once(string raw, string[] segments, bool slash, string query)
    {
        var target = RequestTarget.Parse(raw);
        Assert.Equal(segments, target.Segments);
        Assert.Equal((slash, query, null), (target.TrailingSlash, target.Query, target.Authority));
    }

    [Theory]
    [InlineData("http://host:8000/a?b", "/a", "b", "host:8000")]
    [InlineData("HTTPS://host", "/", "", "host")]
    [InlineData("http://[::1]?b", "/", "b", "[::1]")]
    public void The_absolute_form_brings_its_own_host(string raw, string path, string query, string authority)
    {
        var target = RequestTarget.Parse(raw);
        Assert.Equal((path, query, authority), (target.Path, target.Query, target.Authority));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("host:443")]
    [InlineData("ftp://host/")]
    [InlineData("http:///a")]
    [InlineData("http://user@host/a")]
    [InlineData("/a b")]
    [InlineData("/图")]
    [InlineData("/\u00e5\u009b\u00be")]
    [InlineData("/a?图")]
    [InlineData("/a?b#c")]
    [InlineData("/a#c")]
    [InlineData("/a\\b")]
    [InlineData("/a%5Cb")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/..")]
    [InlineData("/../a")]
    [InlineData("/a/./b")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a/.%2e")]
    [InlineData("/a/%2e/")]
    [InlineData("/%00")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/%7f")]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%zz")]
    [InlineData("/%+1")]
    [InlineData("/%u0041")]
    [InlineData("/%ff")]
    [InlineData("/%c0%af")]
    [InlineData("/%ed%a0%80")]
    public void What_could_mean_another_path_elsewhere_is_refused(string? raw) =>
        Assert.Equal(ErrorCode.BadRequest, Assert.Throws<MapleException>(() => RequestTarget.Parse(raw)).Code);

    [Fact]
    public void A_target_may_have_8192_characters_and_no_more()
    {
        Assert.Single(RequestTarget.Parse("/" + new string('a', 8191)).Segments);
        Assert.Equal(ErrorCode.UriTooLong, Assert.Throws<MapleException>(() => RequestTarget.Parse("/" + new string('a', 8192))).Code);
    }
}
