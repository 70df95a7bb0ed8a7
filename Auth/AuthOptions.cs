namespace Maple.Auth;

/// <summary>The <c>[auth]</c> section of the configuration.</summary>
internal sealed record AuthOptions
{
    /// <summary>Signs keys and sessions. Null: made at first start and kept in a 0600 file beside the database.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Earlier secrets, oldest first: what they signed stays valid.</summary>
    public IReadOnlyList<string> OldSecretKeys { get; init; } = [];

    /// <summary>Mixed into every signature, beside the purpose.</summary>
    public string SecretKeySalt { get; init; } = "maple";

    /// <summary>How long a login lasts.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(3);

    /// <summary>The header that carries the key, beside <c>Authorization</c> and <c>X-API-Key</c>.</summary>
    public string TokenHeader { get; init; } = "Api-Key";

    /// <summary>The query parameter that carries the key.</summary>
    public string TokenQuery { get; init; } = "api_key";
}
