using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class RequestHeaderTests
{
    [Theory]
    [InlineData("session=abc", "abc")]
    [InlineData("a=1; session=abc; b=2", "abc")]
    [InlineData("xsession=1;session = \"abc\" ", "abc")]
    [InlineData("session=1=2", "1=2")]
    [InlineData("session=first; session=second", "first")]
    [InlineData("session=", "")]
    [InlineData("SESSION=abc", null)]
    [InlineData("session", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_cookie_is_found_by_its_exact_name(string? header, string? value) => Assert.Equal(value, Cookies.Find(header, "session"));

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", true)]
    [InlineData("zh-Hans-SG", true)]
    [InlineData("zh_TW", true)]
    [InlineData("ZH", true)]
    [InlineData("fr, zh;q=0.1", true)]
    [InlineData("en;q=0.5, zh;q=0.6", true)]
    [InlineData("en-US,en;q=0.9,zh-CN;q=0.8", false)]
    [InlineData("zh;q=0", false)]
    [InlineData("zh;q=0.5, *", false)]
    [InlineData("fr", false)]
    [InlineData("zho", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_heaviest_language_that_maple_speaks_is_preferred(string? header, bool chinese) =>
        Assert.Equal(chinese ? Language.Chinese : Language.English, AcceptLanguage.Prefer(header));

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("text/*;q=0.5, application/json;q=0.4", "text/plain")]
    [InlineData("text/html, application/xml;q=0.9, */*;q=0.8", "application/json")]
    [InlineData("application/json;q=0, */*", "text/plain")]
    [InlineData("TEXT/PLAIN", "text/plain")]
    [InlineData("image/png", "application/json")]
    public void The_heaviest_type_on_offer_is_preferred(string? header, string type) =>
        Assert.Equal(type, Accept.Prefer(header, "application/json", "text/plain"));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("img.example.org:8000", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("my_container-1", true)]
    [InlineData("[::1]", true)]
    [InlineData("[2001:db8::1]:65535", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(":80", false)]
    [InlineData("a:", false)]
    [InlineData("a:0", false)]
    [InlineData("a:65536", false)]
    [InlineData("a:+1", false)]
    [InlineData("a:1:2", false)]
    [InlineData("a..b", false)]
    [InlineData("-a", false)]
    [InlineData("a/b", false)]
    [InlineData("a@b", false)]
    [InlineData("a b", false)]
    [InlineData("a\r\nX: 1", false)]
    [InlineData("图.example", false)]
    [InlineData("[::1", false)]
    [InlineData("[::1]x", false)]
    [InlineData("[127.0.0.1]", false)]
    [InlineData("[fe80::1%eth0]", false)]
    [InlineData("::1", false)]
    public void A_host_is_a_name_or_an_address_with_perhaps_a_port(string? host, bool valid) => Assert.Equal(valid, HostHeader.IsValid(host));
}
