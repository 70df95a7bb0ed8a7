using System.Net;
using Maple.Http;
using Maple.Storage;

namespace Maple.Tests.Http;

public sealed class LinksTests
{
    private static readonly BlobKey s_key = BlobKey.Of("小 #?%", BlobKey.Photo, "2026/11/1", "png");

    [Fact]
    public void A_link_begins_as_the_client_reached_maple()
    {
        Exchange exchange = Exchange(new Client(IPAddress.Loopback, "https", "pics.example.com:8443", "/p"));

        Assert.Equal("https://pics.example.com:8443/p/images/%E5%B0%8F%20%23%3F%25/photo/2026/11/1.png", new Links(null).To(exchange, s_key));
    }

    [Theory]
    [InlineData("https://img.example.org")]
    [InlineData("https://img.example.org/")]
    public void The_public_url_goes_before_what_the_client_says(string publicUrl)
    {
        Exchange exchange = Exchange(new Client(IPAddress.Loopback, "http", "evil.example", "/x"));

        Assert.StartsWith("https://img.example.org/images/", new Links(new Uri(publicUrl)).To(exchange, s_key));
    }

    [Theory]
    [InlineData(null, "http", "h.example", "", "http://h.example", "/", false)]
    [InlineData(null, "https", "h.example:8443", "/p", "https://h.example:8443", "/p/", true)]
    [InlineData("https://img.example.org/pics/", "http", "h.example", "", "https://img.example.org", "/pics/", true)]
    [InlineData("http://img.example.org:8080", "https", "h.example", "/p", "http://img.example.org:8080", "/", false)]
    public void Origin_and_cookie_follow_the_same_address(
        string? publicUrl, string scheme, string host, string prefix, string origin, string cookiePath, bool isSecure)
    {
        var links = new Links(publicUrl is null ? null : new Uri(publicUrl));
        Exchange exchange = Exchange(new Client(IPAddress.Loopback, scheme, host, prefix));

        Assert.Equal((origin, cookiePath, isSecure), (links.Origin(exchange), links.CookiePath(exchange), links.IsSecure(exchange)));
    }

    [Fact]
    public void Names_cannot_break_out_of_the_ready_made_links()
    {
        const string Name = """a](x)\"><b>'&""";

        Assert.Equal("""![a\](x)\\"\>\<b\>'\&](u)""", Links.Markdown(Name, "u"));
        Assert.Equal("""<img src="u" alt="a](x)\&quot;&gt;&lt;b&gt;&#39;&amp;">""", Links.Html(Name, "u"));
        Assert.Equal("[img]u[/img]", Links.BbCode("u"));
    }

    private static Exchange Exchange(Client client)
    {
        Exchange exchange = new FakeRequest("GET", "/").Exchange();
        exchange.Client = client;
        return exchange;
    }
}
