using Maple.Storage;

namespace Maple.Auth;

/// <summary>
/// Keys for the API. A key's token signs its id with its time of issue and is derived anew each time, so the store holds none:
/// whoever steals the store without the secret can't make one.
/// </summary>
internal sealed class ApiKeys(Purposes purposes, IKeyStore keys, IUserStore users)
{
    /// <summary>The token that its owner sends; the same each time as long as the newest secret is the same.</summary>
    public string Token(ApiKey key) => purposes.ApiKey.Dump(key.Id, key.IssuedAt);

    /// <summary>The token of the user's default key, null when it is revoked.</summary>
    public async Task<string?> FindTokenAsync(long userId, CancellationToken cancellation = default) =>
        await keys.FindByNameAsync(userId, ApiKey.DefaultName, cancellation) is { } key ? Token(key) : null;

    /// <summary>The token of a new default key; the old one is worth nothing from now on.</summary>
    public async Task<string> ResetAsync(long userId, CancellationToken cancellation = default) =>
        Token(await keys.ReplaceAsync(userId, ApiKey.DefaultName, cancellation));

    /// <summary>Whose key it is; null for one that is revoked, not ours, of a disabled user, or garbage.</summary>
    public async Task<User?> AuthenticateAsync(string token, CancellationToken cancellation = default)
    {
        LoadedToken loaded = purposes.ApiKey.Load(token);
        if (loaded.Int64 is not { } id || await keys.FindAsync(id, cancellation) is not { } key || key.IssuedAt != loaded.SignedAt)
            return null;
        return await users.FindAsync(key.UserId, cancellation) is { IsDisabled: false } user ? user : null;
    }
}
