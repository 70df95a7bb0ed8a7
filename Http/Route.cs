using Maple.Http.Metrics;

namespace Maple.Http;

/// <summary>Who may call a route.</summary>
internal enum Access
{
    Anyone,

    /// <summary>A user with a valid key or session; anybody else is answered 401 before the handler runs.</summary>
    User,

    /// <summary>A user, whose key may also be a field of the form; the handler asks <c>FormCaller</c> for them.</summary>
    UserOrForm,

    /// <summary>An administrator; to anybody else there is no such URL.</summary>
    Admin,
}

/// <summary>
/// One line of the API. A template's segments are literal, <c>{name}</c> (one segment, kept under that name) or, last, <c>{name*}</c> (all that is left).
/// </summary>
internal sealed record Route(string Method, string Template, Access Access, Handler Handler)
{
    public RouteTraffic Traffic { get; } = new();

    public string[] Segments { get; } = Template == "/" ? [] : Template.Trim('/').Split('/');

    /// <summary>The last segment takes all that is left.</summary>
    public bool IsOpen { get; } = Template.EndsWith("*}", StringComparison.Ordinal);
}
