using Maple.Auth;
using Maple.Http.Handlers;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Finds who sent a request, at every place where the clients of docs/api.md put their key.</summary>
internal sealed class Credentials(ApiKeys keys, UploadPolicies policies, Sessions sessions, AuthOptions options)
{
    private static readonly string[] s_formFields = ["token", "key", "api_key"];

    /// <summary>Null when there is no key and no session, or none that is valid. A key that is given and wrong is not made good by a cookie.</summary>
    public async Task<Caller?> FindAsync(Exchange exchange)
    {
        if (Key(exchange) is { } key)
            return await ByKeyAsync(key).ConfigureAwait(false);
        if (Cookies.Find(exchange.Request.Header("Cookie"), SessionHandlers.CookieName) is not { } cookie)
            return null;
        User? user = await sessions.AuthenticateAsync(cookie).ConfigureAwait(false);
        return user is null ? null : new Caller(user, ByCookie: true, Grant.Everything);
    }

    /// <summary>
    /// The caller of a route whose key may stand among the form's fields. It is meant, where a browser sends its cookie whatever is meant: with a key there, good or
    /// wrong, the cookie doesn't count.
    /// </summary>
    /// <exception cref="Errors.MapleException"><c>unauthorized</c>, <c>insufficient_scope</c></exception>
    public async Task<Caller> RequireAsync(Exchange exchange, Func<string, string?> field)
    {
        if (exchange.Caller is not { ByCookie: false } && KeyIn(field) is { } key)
            exchange.Caller = await ByKeyAsync(key).ConfigureAwait(false);
        exchange.Access.Check(exchange.Caller);
        return exchange.Caller!;
    }

    private string? KeyIn(Func<string, string?> field)
    {
        foreach (string name in s_formFields)
        {
            if (field(name) is { Length: > 0 } key)
                return key;
        }

        return field(options.TokenQuery) is { Length: > 0 } last ? last : null;
    }

    /// <summary>True for a form field that carries a key, so that it is never taken for anything else.</summary>
    public bool IsKeyField(string name) => s_formFields.Contains(name) || name == options.TokenQuery;

    private async Task<Caller?> ByKeyAsync(string key)
    {
        if (await keys.AuthenticateAsync(key).ConfigureAwait(false) is { } holder)
            return new Caller(holder.User, ByCookie: false, Grant.Of(holder.Key));
        return await policies.FindAsync(key).ConfigureAwait(false) is { } guest ? new Caller(guest.User, ByCookie: false, Grant.Of(guest.Policy)) : null;
    }

    private string? Key(Exchange exchange)
    {
        Request request = exchange.Request;
        return NotEmpty(request.Header(options.TokenHeader))
            ?? NotEmpty(request.Header("X-API-Key"))
            ?? NotEmpty(Authorization(request.Header("Authorization")))
            ?? NotEmpty(request.Header("token"))
            ?? NotEmpty(exchange.Query(options.TokenQuery))
            ?? NotEmpty(exchange.Query("api_key"))
            ?? NotEmpty(exchange.Query("key"));
    }

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary><c>Bearer KEY</c>, or the key alone as some clients send it. Basic credentials are not a key.</summary>
    private static string? Authorization(string? header)
    {
        if (header is null)
            return null;
        int space = header.IndexOf(' ');
        if (space < 0)
            return header;
        return header[..space].Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? header[(space + 1)..] : null;
    }
}
