namespace Maple.Http.Middleware;

/// <summary>Something around a handler, chosen and ordered by <c>[server] middleware</c>.</summary>
internal interface IMiddleware
{
    /// <summary>Calls <paramref name="next"/>, or answers itself.</summary>
    Task<Response> InvokeAsync(Exchange exchange, Handler next);
}
