using Maple.Errors;
using Maple.Http.Handlers;
using Maple.Http.Parsing;

namespace Maple.Http.Middleware;

/// <summary>
/// Refuses a change that another site's page makes with its visitor's cookie. Browsers say where a request comes from, in Sec-Fetch-Site or
/// at least in Origin, and pages can't forge either; a request that has neither was not made by a browser.
/// </summary>
internal sealed class SameOrigin(Links links) : IMiddleware
{
    public Task<Response> InvokeAsync(Exchange exchange, Handler next)
    {
        if (ChangesState(exchange) && MayRideOnCookie(exchange) && IsForeign(exchange))
        {
            throw new MapleException(
                ErrorCode.CrossOrigin,
                "This change came from another site's page. Make it from maple's own page, or with a key.",
                "此修改请求来自其他网站的页面。请在本站页面操作，或使用密钥。");
        }

        return next(exchange);
    }

    // The original's logout is a GET; it changes state all the same.
    private static bool ChangesState(Exchange exchange) => !exchange.Request.IsSafe || IsAboutSession(exchange);

    /// <summary>A key is deliberate, but login and logout are about the cookie whatever else was sent.</summary>
    private static bool MayRideOnCookie(Exchange exchange) =>
        IsAboutSession(exchange)
        || (exchange.Caller is not { ByCookie: false }
            && Cookies.Find(exchange.Request.Header("Cookie"), SessionHandlers.CookieName) is not null);

    private static bool IsAboutSession(Exchange exchange) => exchange.Target.Segments is [.., "api", "login" or "logout"];

    private bool IsForeign(Exchange exchange)
    {
        if (exchange.Request.Header("Sec-Fetch-Site") is { } site)
            return site is not ("same-origin" or "none");
        return exchange.Request.Header("Origin") is { } origin
            && !origin.Equals(links.Origin(exchange), StringComparison.OrdinalIgnoreCase);
    }
}
