using System.Net;
using System.Text;
using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Tests.Http;

public sealed class RouterTests
{
    private static readonly Route[] s_routes =
    [
        new("GET", "/things", Access.Anyone, exchange => Said("list", exchange)),
        new("POST", "/things", Access.Upload.OrForm, exchange => Said("add", exchange)),
        new("GET", "/things/{id}", Access.Read, exchange => Said($"get {exchange["id"]}", exchange)),
        new("DELETE", "/things/{id}", Access.Delete, exchange => Said($"delete {exchange["id"]}", exchange)),
        new("GET", "/files/{path*}", Access.Anyone, exchange => Said($"file {exchange["path"]}", exchange)),
    ];

    [Theory]
    [InlineData("GET", "/things", "list")]
    [InlineData("GET", "/things/", "list")]
    [InlineData("GET", "/things?page=2", "list")]
    [InlineData("HEAD", "/things", "list")]
    [InlineData("POST", "/things", "add")]
    [InlineData("GET", "/things/7", "get 7")]
    [InlineData("DELETE", "/things/%E7%8C%AB", "delete 猫")]
    [InlineData("GET", "/files/a/b/c.png", "file a/b/c.png")]
    public async Task A_request_reaches_its_handler(string method, string target, string said) =>
        Assert.Equal(said, await TextAsync(await DispatchAsync(method, target)));

    [Theory]
    [InlineData("/")]
    [InlineData("/thing")]
    [InlineData("/Things")]
    [InlineData("/things/7/8")]
    [InlineData("//things")]
    [InlineData("/files")]
    [InlineData("/pics/things")]
    public async Task What_has_no_route_is_not_found(string target) =>
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<MapleException>(() => DispatchAsync("GET", target))).Code);

    [Theory]
    [InlineData("PUT", "/things", "GET, POST, HEAD, OPTIONS")]
    [InlineData("post", "/things", "GET, POST, HEAD, OPTIONS")]
    [InlineData("POST", "/things/7", "GET, DELETE, HEAD, OPTIONS")]
    public async Task Another_method_is_answered_with_those_there_are(string method, string target, string allow)
    {
        Response response = await DispatchAsync(method, target, isUser: false);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (response.Status, response.ErrorWord));
        Assert.Contains(new("Allow", allow), response.Headers);
        Assert.Contains(allow, JsonDocument.Parse(await TextAsync(response)).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Options_are_told_without_a_body()
    {
        Response response = await DispatchAsync("OPTIONS", "/things/7", isUser: false);

        Assert.Equal((HttpStatusCode.NoContent, 0), (response.Status, response.Body.Length));
        Assert.Contains(new("Allow", "GET, DELETE, HEAD, OPTIONS"), response.Headers);
    }

    [Theory]
    [InlineData("GET", "/things/7", true)]
    [InlineData("GET", "/things", false)]
    [InlineData("POST", "/things", false)]
    public async Task A_strangers_request_stops_at_routes_that_need_a_user(string method, string target, bool isRefused)
    {
        Task<Response> answer = DispatchAsync(method, target, isUser: false);

        if (isRefused)
            Assert.Equal(ErrorCode.Unauthorized, (await Assert.ThrowsAsync<MapleException>(() => answer)).Code);
        else
            Assert.Equal(HttpStatusCode.OK, (await answer).Status);
    }

    [Theory]
    [InlineData("/pics/v2/things/7", "get 7")]
    [InlineData("/things/7", "get 7")]
    public async Task A_prefix_that_the_proxy_left_on_is_taken_off(string target, string said) =>
        Assert.Equal(said, await TextAsync(await DispatchAsync("GET", target, prefix: "/pics/v2")));

    private static Task<Response> DispatchAsync(string method, string target, bool isUser = true, string prefix = "")
    {
        Exchange exchange = new FakeRequest(method, target).Exchange();
        exchange.Caller = isUser ? new Caller(Users.Bob, ByCookie: false, Grant.Everything) : null;
        return new Router(s_routes, prefix, new Envelope(asAscii: false)).DispatchAsync(exchange);
    }

    private static Task<Response> Said(string text, Exchange exchange) =>
        Task.FromResult(Response.Bytes(HttpStatusCode.OK, "text/plain", Encoding.UTF8.GetBytes(text)));

    private static async Task<string> TextAsync(Response response)
    {
        byte[] bytes = new byte[response.Body.Length];
        await response.Body.ReadAsync(bytes, 0);
        return Encoding.UTF8.GetString(bytes);
    }
}
