using System.Buffers.Text;
using System.Security.Cryptography;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>
/// Logins from a browser. The cookie carries a random id, signed: without the secret, ids from a stolen store are worth nothing.
/// How long it lasts is the store's word alone, so that clocks of two machines needn't agree to the second.
/// </summary>
internal sealed class Sessions(Purposes purposes, ISessionStore sessions, IUserStore users, AuthOptions options, TimeProvider time)
{
    // 128 bits, twice what OWASP's Session Management Cheat Sheet asks for.
    private const int IdBytes = 16;

    /// <summary>Begins a session of <see cref="AuthOptions.SessionLifetime"/>; returns the cookie's value.</summary>
    public async Task<string> StartAsync(long userId, CancellationToken cancellation = default)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        await sessions.AddAsync(new Session(id, userId, time.GetUtcNow() + options.SessionLifetime), cancellation);
        return purposes.Session.Dump(id);
    }

    /// <summary>The cookie's session; null when it has ended or expired, was never ours, or is garbage.</summary>
    public async Task<Session?> FindAsync(string cookie, CancellationToken cancellation = default)
    {
        Session? session = purposes.Session.Load(cookie).String is { } id ? await sessions.FindAsync(id, cancellation) : null;
        return session?.ExpiresAt > time.GetUtcNow() ? session : null;
    }

    /// <summary>Whose session it is; null as for <see cref="FindAsync"/>, and for a disabled user.</summary>
    public async Task<User?> AuthenticateAsync(string cookie, CancellationToken cancellation = default) =>
        await FindAsync(cookie, cancellation) is { } session && await users.FindAsync(session.UserId, cancellation) is { IsDisabled: false } user ? user : null;

    /// <summary>Ends all sessions of a user, but for that of the cookie, if it is theirs.</summary>
    public async Task EndOthersAsync(long userId, string? cookie, CancellationToken cancellation = default)
    {
        Session? own = cookie is null ? null : await FindAsync(cookie, cancellation);
        await sessions.RemoveAllAsync(userId, except: own?.Id, cancellation);
    }

    /// <summary>Ends the cookie's session, so that copies of it are dead too; nothing happens when there is none.</summary>
    public async Task EndAsync(string cookie, CancellationToken cancellation = default)
    {
        if (purposes.Session.Load(cookie).String is { } id)
            await sessions.RemoveAsync(id, cancellation);
    }
}
