using System.Globalization;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/login</c> and <c>/api/logout</c>.</summary>
internal sealed class SessionHandlers(
    LoginRateLimiter limiter, Logins logins, Sessions sessions, ApiKeys keys, AuthOptions options, Links links, Envelope envelope)
{
    public const string CookieName = "maple_session";

    public async Task<Response> LoginAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        string username = fields["username"] ?? throw Parameters.Missing("username");
        string password = fields["password"] ?? throw Parameters.Missing("password");
        await limiter.TakeAsync(exchange.Client.Address, username).ConfigureAwait(false);
        User user = await logins.LoginAsync(username, password).ConfigureAwait(false);
        string key = await keys.FindTokenAsync(user.Id).ConfigureAwait(false) ?? "";
        string cookie = await sessions.StartAsync(user.Id).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteUser(json, user, key))
            .With("Set-Cookie", Cookie(exchange, cookie, options.SessionLifetime));
    }

    public async Task<Response> LogoutAsync(Exchange exchange)
    {
        if (Cookies.Find(exchange.Request.Header("Cookie"), CookieName) is { } cookie)
            await sessions.EndAsync(cookie).ConfigureAwait(false);
        return envelope.Ok(exchange, new Text("You are logged out.", "已退出登录。"))
            .With("Set-Cookie", Cookie(exchange, "", TimeSpan.Zero));
    }

    private string Cookie(Exchange exchange, string value, TimeSpan lifetime)
    {
        string age = ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string secure = links.IsSecure(exchange) ? "; Secure" : "";
        return $"{CookieName}={value}; Path={links.CookiePath(exchange)}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}";
    }
}
