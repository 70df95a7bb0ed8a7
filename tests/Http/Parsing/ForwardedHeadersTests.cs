using System.Net;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class ForwardedHeadersTests
{
    private static readonly TrustedProxies s_trusted = TrustedProxies.Parse(["127.0.0.1", "::1", "10.0.0.0/8"], out _);

    [Fact]
    public void A_stranger_is_not_believed() =>
        Assert.Equal(new ForwardedRequest(IPAddress.Parse("203.0.113.9")), Resolve("203.0.113.9",
            ("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=1.1.1.1;host=evil.example")));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("1.1.1.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [InlineData("1.1.1.1, 203.0.113.7, 10.1.2.3 , 127.0.0.1", "203.0.113.7")]
    [InlineData("10.9.9.9, 10.1.2.3", "10.9.9.9")]
    [InlineData("203.0.113.7:4711", "203.0.113.7")]
    [InlineData("[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, unknown", "127.0.0.1")]
    [InlineData("203.0.113.7, garbage, 10.1.2.3", "10.1.2.3")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public void The_rightmost_address_that_is_no_proxy_is_the_client(string header, string client) =>
        Assert.Equal(IPAddress.Parse(client), Resolve("127.0.0.1", ("X-Forwarded-For", header)).Client);

    [Fact]
    public void A_proxy_tells_scheme_host_and_prefix() =>
        Assert.Equal(new ForwardedRequest(IPAddress.Parse("203.0.113.7"), "https", "img.example:8443", "/pics"), Resolve("::ffff:127.0.0.1",
            ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "HTTPS"), ("X-Forwarded-Host", "img.example:8443"), ("X-Forwarded-Prefix", "/pics/")));

    [Theory]
    [InlineData("X-Forwarded-Proto", "javascript")]
    [InlineData("X-Forwarded-Host", "a/b")]
    [InlineData("X-Forwarded-Host", "a\"onload=")]
    [InlineData("X-Forwarded-Prefix", "//evil.example")]
    [InlineData("X-Forwarded-Prefix", "/a/../b")]
    [InlineData("X-Forwarded-Prefix", "pics")]
    [InlineData("X-Forwarded-Prefix", "/")]
    [InlineData("X-Forwarded-Prefix", "/a\"b")]
    public void What_has_no_place_in_a_link_is_dropped(string name, string value) =>
        Assert.Equal(new ForwardedRequest(IPAddress.Loopback), Resolve("127.0.0.1", (name, value)));

    [Fact]
    public void Lists_are_read_at_the_hop_that_saw_the_client()
    {
        Assert.Equal("https", Resolve("127.0.0.1",
            ("X-Forwarded-For", "1.1.1.1, 203.0.113.7, 10.1.2.3"), ("X-Forwarded-Proto", "ftp, https, http")).Scheme);
        Assert.Equal("http", Resolve("127.0.0.1", ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https, http")).Scheme);
    }

    [Theory]
    [InlineData("for=203.0.113.7;proto=https;host=img.example", "203.0.113.7", "https", "img.example")]
    [InlineData("For=\"[2001:db8::7]:4711\"; Proto=HTTPS", "2001:db8::7", "https", null)]
    [InlineData("for=1.1.1.1;host=evil.example, for=203.0.113.7;host=\"img.example:1\";proto=https, for=10.1.2.3;proto=http", "203.0.113.7", "https", "img.example:1")]
    [InlineData("for=_hidden;proto=https", "127.0.0.1", "https", null)]
    [InlineData("for=\"a,b\", proto=http", "127.0.0.1", "http", null)]
    public void The_standard_header_is_read_too(string header, string client, string? scheme, string? host) =>
        Assert.Equal(new ForwardedRequest(IPAddress.Parse(client), scheme, host), Resolve("127.0.0.1", ("Forwarded", header)));

    [Fact]
    public void The_standard_header_is_ignored_beside_the_common_ones() =>
        Assert.Equal("203.0.113.7", Resolve("127.0.0.1", ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=1.1.1.1")).Client.ToString());

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("192.168.1.1", "192.168.1.2", false)]
    public void Networks_hold_their_addresses(string entry, string address, bool inside)
    {
        var proxies = TrustedProxies.Parse([entry], out var problems);
        Assert.Empty(problems);
        Assert.Equal(inside, proxies.Contains(IPAddress.Parse(address)));
    }

    [Fact]
    public void Every_entry_that_is_wrong_is_reported()
    {
        TrustedProxies.Parse(["nginx", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0", "", "::1/129", "127.0.0.1"], out var problems);
        Assert.Equal(7, problems.Count);
        Assert.Contains("did you mean 10.0.0.0/8?", problems[1].English, StringComparison.Ordinal);
        Assert.Contains("0 to 32", problems[2].English, StringComparison.Ordinal);
    }

    private static ForwardedRequest Resolve(string peer, params (string Name, string Value)[] headers) =>
        ForwardedHeaders.Resolve(IPAddress.Parse(peer), s_trusted, name => headers.FirstOrDefault(header => header.Name == name).Value);
}
