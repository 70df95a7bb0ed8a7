using System.Net;
using Maple.Auth;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Middleware;

namespace Maple.Tests.Http.Middleware;

public sealed class SameOriginTests
{
    private static readonly (string, string) s_cookie = ("Cookie", "maple_session=x");

    public enum By
    {
        Nobody,
        Cookie,
        Key,
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "Same-Origin", false)]
    [InlineData("Sec-Fetch-Site", "", false)]
    [InlineData("Origin", "https://pics.example.com", true)]
    [InlineData("Origin", "HTTPS://PICS.EXAMPLE.COM", true)]
    [InlineData("Origin", "http://pics.example.com", false)]
    [InlineData("Origin", "https://pics.example.com:8443", false)]
    [InlineData("Origin", "https://pics.example.com.evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("User-Agent", "a script", true)]
    public async Task A_change_by_cookie_is_held_to_where_it_comes_from(string header, string value, bool passes) =>
        Assert.Equal(passes, await PassesAsync("POST", "/api/albums", By.Cookie, s_cookie, (header, value)));

    [Fact]
    public async Task Sec_fetch_site_goes_before_origin() =>
        Assert.False(await PassesAsync("POST", "/api/albums", By.Cookie, s_cookie, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://pics.example.com")));

    [Theory]
    [InlineData("GET", "/api/images", By.Cookie, true)]
    [InlineData("HEAD", "/api/images", By.Cookie, true)]
    [InlineData("DELETE", "/api/images/1", By.Cookie, false)]
    [InlineData("PUT", "/api/images/1", By.Cookie, false)]
    [InlineData("POST", "/api/images", By.Key, true)]
    // The cookie may be one that authentication hasn't looked at yet.
    [InlineData("POST", "/api/images", By.Nobody, false)]
    [InlineData("GET", "/api/logout", By.Cookie, false)]
    [InlineData("HEAD", "/api/logout/", By.Cookie, false)]
    [InlineData("GET", "/pics/api/logout", By.Cookie, false)]
    public async Task From_another_site(string method, string target, By by, bool passes) =>
        Assert.Equal(passes, await PassesAsync(method, target, by, s_cookie, ("Sec-Fetch-Site", "cross-site")));

    [Theory]
    [InlineData("POST", "/api/login")]
    [InlineData("GET", "/api/logout")]
    [InlineData("POST", "/api/logout")]
    public async Task A_key_of_the_other_sites_own_opens_neither_login_nor_logout(string method, string target) =>
        Assert.False(await PassesAsync(method, target, By.Key, s_cookie, ("Origin", "https://evil.example")));

    [Fact]
    public async Task A_key_in_the_form_may_come_from_anywhere_when_there_is_no_cookie()
    {
        Assert.True(await PassesAsync("POST", "/api/images", By.Nobody, ("Origin", "https://other.example")));
        Assert.False(await PassesAsync("POST", "/api/login", By.Nobody, ("Origin", "https://other.example")));
    }

    private static async Task<bool> PassesAsync(string method, string target, By by, params (string, string)[] headers)
    {
        Exchange exchange = new FakeRequest(method, target, headers).Exchange();
        exchange.Client = new Client(IPAddress.Loopback, "https", "pics.example.com", "");
        exchange.Caller = by == By.Nobody ? null : new Caller(Users.Bob, ByCookie: by == By.Cookie, Grant.Everything);
        try
        {
            return (await new SameOrigin(new Links(null)).InvokeAsync(exchange, _ => Task.FromResult(new Response(HttpStatusCode.OK)))).Status == HttpStatusCode.OK;
        }
        catch (MapleException e)
        {
            Assert.Equal(ErrorCode.CrossOrigin, e.Code);
            return false;
        }
    }
}
