using Maple.Http.Metrics;

namespace Maple.Http;

/// <summary>
/// One line of the API. A template's segments are literal, <c>{name}</c> (one segment, kept under that name) or, last, <c>{name*}</c> (all that is left).
/// </summary>
internal sealed record Route(string Method, string Template, Access Access, Handler Handler)
{
    public RouteTraffic Traffic { get; } = new();

    /// <summary>Only for such requests; the next route that fits takes the others. Null: for all.</summary>
    public Func<Request, bool>? When { get; init; }

    /// <summary>A GET that changes something has no HEAD: that must not.</summary>
    public bool HasHead { get; init; } = true;

    public string[] Segments { get; } = Template == "/" ? [] : Template.Trim('/').Split('/');

    /// <summary>The last segment takes all that is left.</summary>
    public bool IsOpen { get; } = Template.EndsWith("*}", StringComparison.Ordinal);
}
