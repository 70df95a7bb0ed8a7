using Maple.Auth;
using Maple.Http;
using Maple.Http.Fetching;
using Maple.Http.Handlers.Compat;
using Maple.Imaging;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Cli;

/// <summary>The whole configuration: one record per section.</summary>
internal sealed record MapleOptions
{
    /// <summary>Details of internal errors in answers, and weak secrets allowed. Never on a public server.</summary>
    public bool Debug { get; init; }

    public ServerOptions Server { get; init; } = new();
    public LimitOptions Limits { get; init; } = new();
    public AuthOptions Auth { get; init; } = new();
    public StorageOptions Storage { get; init; } = new();
    public ImagingOptions Images { get; init; } = new();
    public FetchOptions Fetch { get; init; } = new();
    public CompatOptions Compat { get; init; } = new();
    public LogOptions Log { get; init; } = new();
}
