using Maple.Auth;
using Maple.Errors;
using Maple.Http.Clients;
using Maple.Http.Json;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/account</c>: what users see and change of their own account.</summary>
/// <param name="adminUrl">The path of the back office.</param>
/// <param name="maxBody">The most bytes of a request.</param>
internal sealed class AccountHandlers(
    IMetadataStore store, LoginRateLimiter limiter, Logins logins, Sessions sessions, ApiKeys keys, Links links, string adminUrl, long maxBody, Envelope envelope)
{
    public async Task<Response> GetAsync(Exchange exchange)
    {
        User user = exchange.Caller!.User;
        Usage usage = await store.Usage.OfUserAsync(user.Id).ConfigureAwait(false);
        string? admin = user.IsAdmin ? links.To(exchange, adminUrl) : null;
        return envelope.Ok(exchange, json => Views.WriteAccount(json, user, usage, admin, maxBody));
    }

    public async Task<Response> ChangePasswordAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request).ConfigureAwait(false);
        string current = fields["current_password"] ?? throw Parameters.Missing("current_password");
        string wanted = fields["new_password"] ?? throw Parameters.Missing("new_password");
        User user = exchange.Caller!.User;
        await limiter.TakeAsync(exchange.Client.Address, user.Name).ConfigureAwait(false);
        await logins.ChangePasswordAsync(user, current, wanted).ConfigureAwait(false);
        string? cookie = Cookies.Find(exchange.Request.Header("Cookie"), SessionHandlers.CookieName);
        await sessions.EndOthersAsync(user.Id, cookie).ConfigureAwait(false);
        return envelope.Ok(exchange, new Text(
            "The password is changed. Logins elsewhere have ended; the key stays the same.", "密码已修改。其他设备上的登录已失效，密钥不变。"));
    }

    public async Task<Response> GetKeyAsync(Exchange exchange) => OfKey(exchange, await keys.DefaultAsync(exchange.Caller!.User.Id).ConfigureAwait(false));

    /// <summary>Settings for other programs, with this address and the key of the caller in them.</summary>
    public async Task<Response> GetClientsAsync(Exchange exchange)
    {
        string url = links.To(exchange, "/"), token = keys.Token(await keys.DefaultAsync(exchange.Caller!.User.Id).ConfigureAwait(false));
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartArray();
            foreach (ClientSetting setting in ClientSettings.All)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, setting.Name);
                json.WriteString("title"u8, setting.Title);
                json.WriteString("use"u8, setting.Use.In(exchange.Language));
                json.WriteString("filename"u8, setting.FileName);
                json.WriteString("text"u8, setting.Write(url, token));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public async Task<Response> ResetKeyAsync(Exchange exchange) =>
        OfKey(exchange, await store.Keys.ReplaceAsync(exchange.Caller!.User.Id, ApiKey.DefaultName).ConfigureAwait(false));

    private Response OfKey(Exchange exchange, ApiKey key) => envelope.Ok(exchange, json =>
    {
        json.WriteStartObject();
        json.WriteString("key"u8, keys.Token(key));
        json.WriteString("issued_at"u8, Views.Time(key.IssuedAt));
        json.WriteEndObject();
    });
}
