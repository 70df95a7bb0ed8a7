namespace Maple.Http.Handlers.Compat;

/// <summary>
/// The <c>[compat]</c> section of the configuration. All on: with a key they do what maple's own API does with it, and without one nothing.
/// </summary>
internal sealed record CompatOptions
{
    /// <summary><c>/api/v1/</c>, as Lsky Pro 2 has it.</summary>
    public bool LskyV2 { get; init; } = true;

    /// <summary><c>/api/upload</c>, as Lsky 1 has it.</summary>
    public bool LskyV1 { get; init; } = true;

    /// <summary><c>/api/upload</c>, as Zipline has it.</summary>
    public bool Zipline { get; init; } = true;

    /// <summary><c>/api/1/upload</c>.</summary>
    public bool Chevereto { get; init; } = true;
}
