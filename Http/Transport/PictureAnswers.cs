using Maple.Http.Parsing;

namespace Maple.Http.Transport;

/// <summary>
/// Which requests are answered on the connection itself, without the detour through <c>HttpListener</c>. Application, middleware and handlers are the
/// same either way, so a request that this misses is only answered at greater cost.
/// </summary>
internal static class PictureAnswers
{
    public static bool Cover(RequestHead head) =>
        head is { HasBody: false, Method: "GET" or "HEAD" }
        && head.Target.Contains("/images/", StringComparison.Ordinal)
        && !head.Target.Contains("/api/", StringComparison.Ordinal);
}
