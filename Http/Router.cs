using System.Net;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Http.Parsing;

namespace Maple.Http;

/// <summary>Finds the route of a request and calls its handler, when the caller may.</summary>
/// <param name="prefix">Path of the public URL without trailing slash, taken off when a proxy has left it on.</param>
internal sealed class Router(IReadOnlyList<Route> routes, string prefix, Envelope envelope)
{
    private readonly Route[] _routes = [.. routes];
    private readonly string[] _prefix = prefix.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="MapleException"><c>not_found</c>, <c>method_not_allowed</c>, <c>unauthorized</c>, <c>insufficient_scope</c>, and what the handler throws.</exception>
    public async Task<Response> DispatchAsync(Exchange exchange)
    {
        string[] path = WithoutPrefix(exchange.Target.Segments);
        string method = exchange.Request.Method;
        Caller? caller = exchange.Caller;
        Route? route = Find(method, path, exchange) ?? (method == "HEAD" && Find("GET", path, exchange) is { HasHead: true } get ? get : null);
        exchange.Route = route;
        if (route is null)
            return NotAllowed([.. _routes.Where(other => Matches(other, path) && other.Access.IsSeenBy(caller))], exchange);
        exchange.Access = route.Access;
        if (!route.Access.IsCheckedByHandler)
            route.Access.CheckBeforeBody(caller);

        Take(route, path, exchange);
        return await route.Handler(exchange).ConfigureAwait(false);
    }

    public static MapleException Unauthorized() => new(
        ErrorCode.Unauthorized,
        "This needs a valid key (header Api-Key) or a login. 'maple key' shows your key.",
        "需要有效的密钥（请求头 Api-Key）或登录。可用 'maple key' 查看密钥。");

    public static MapleException NotFound(Exchange exchange)
    {
        string path = Excerpt.Of($"/{string.Join('/', exchange.Target.Segments)}");
        return new MapleException(
            ErrorCode.NotFound, $"There is nothing at {path}. See docs/api.md for what there is.", $"{path} 不存在。可用的地址见 docs/api.md。");
    }

    private Route? Find(string method, string[] path, Exchange exchange)
    {
        foreach (Route route in _routes)
        {
            if (route.Method == method && Matches(route, path) && route.Access.IsSeenBy(exchange.Caller) && route.When?.Invoke(exchange.Request) != false)
                return route;
        }

        return null;
    }

    private Response NotAllowed(List<Route> matches, Exchange exchange)
    {
        if (matches.Count == 0)
            throw NotFound(exchange);
        string method = exchange.Request.Method;
        List<string> allowed = [.. matches.Select(r => r.Method)];
        if (matches.Exists(route => route is { Method: "GET", HasHead: true }))
            allowed.Add("HEAD");
        allowed.Add("OPTIONS");
        string allow = string.Join(", ", allowed.Distinct());
        if (method == "OPTIONS")
            return new Response(HttpStatusCode.NoContent).With("Allow", allow);
        method = Excerpt.Of(method);
        var text = new Text($"{method} is not possible here; use {allow}.", $"此处不支持 {method}，请使用 {allow}。");
        return envelope.Error(ErrorCode.MethodNotAllowed, text.In(exchange.Language)).With("Allow", allow);
    }

    private string[] WithoutPrefix(string[] path) =>
        _prefix.Length > 0 && path.AsSpan().StartsWith(_prefix) ? path[_prefix.Length..] : path;

    private static bool Matches(Route route, string[] path)
    {
        string[] template = route.Segments;
        if (route.IsOpen ? path.Length < template.Length : path.Length != template.Length)
            return false;
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i].Length == 0 ? path[i].Length != 0 : template[i][0] != '{' && template[i] != path[i])
                return false;
        }

        return true;
    }

    private static void Take(Route route, string[] path, Exchange exchange)
    {
        for (int i = 0; i < route.Segments.Length; i++)
        {
            string segment = route.Segments[i];
            if (segment.EndsWith("*}", StringComparison.Ordinal))
                exchange[segment[1..^2]] = string.Join('/', path, i, path.Length - i);
            else if (segment.StartsWith('{'))
                exchange[segment[1..^1]] = path[i];
        }
    }
}
