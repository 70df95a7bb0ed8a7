using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Fakes;

/// <summary>Users, keys and sessions in memory, for tests of what stands above the store. Not for use by two threads.</summary>
internal sealed class MemoryUsers(TimeProvider time) : IUserStore, IKeyStore, ISessionStore
{
    private readonly List<User> _users = [];
    private readonly List<ApiKey> _keys = [];
    private readonly Dictionary<string, Session> _sessions = [];
    private long _lastKey;

    /// <summary>Thrown by every change, as by a store whose disk is full.</summary>
    public MapleException? Failure { get; set; }

    /// <summary>Every session id that the store has seen.</summary>
    public IEnumerable<string> SessionIds => _sessions.Keys;

    public Task<User> AddAsync(NewUser user, CancellationToken cancellation = default)
    {
        var added = new User
        {
            Id = _users.Count + 1,
            Name = user.Name,
            Email = user.Email,
            PasswordHash = user.PasswordHash,
            IsAdmin = user.IsAdmin || _users.Count == 0,
            DefaultAlbumId = _users.Count + 1,
            CreatedAt = time.GetUtcNow(),
        };
        _users.Add(added);
        AddKey(added.Id, new NewKey(ApiKey.DefaultName, Scopes.All));
        return Task.FromResult(added);
    }

    Task<User?> IUserStore.FindAsync(long id, CancellationToken cancellation) => Task.FromResult(_users.Find(u => u.Id == id));

    public Task<User?> FindByNameAsync(string name, CancellationToken cancellation = default) =>
        Task.FromResult(_users.Find(u => u.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<User>>([.. _users]);

    public Task<bool> SetPasswordHashAsync(long id, string passwordHash, string? expected = null, CancellationToken cancellation = default)
    {
        ThrowFailure();
        int at = _users.FindIndex(u => u.Id == id);
        if (expected is not null && _users[at].PasswordHash != expected)
            return Task.FromResult(false);
        _users[at] = _users[at] with { PasswordHash = passwordHash };
        return Task.FromResult(true);
    }

    public Task<User> UpdateAsync(long id, UserChange change, CancellationToken cancellation = default)
    {
        int at = _users.FindIndex(u => u.Id == id);
        return Task.FromResult(_users[at] = _users[at] with { IsDisabled = change.IsDisabled ?? _users[at].IsDisabled });
    }

    public Task<User> BeginRemovalAsync(long id, UserRemovalPlan? plan, CancellationToken cancellation = default) => throw new NotSupportedException();

    Task<bool> IUserStore.RemoveAsync(long id, CancellationToken cancellation) => throw new NotSupportedException();

    public void RemoveUser(long id) => _users.RemoveAll(u => u.Id == id);

    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellation = default) => Task.FromResult(_keys.Find(k => k.Id == id));

    public Task<ApiKey?> FindByNameAsync(long userId, string name, CancellationToken cancellation = default) =>
        Task.FromResult(_keys.Find(k => k.UserId == userId && k.Name == name));

    public Task<ApiKey> ReplaceAsync(long userId, string name, CancellationToken cancellation = default)
    {
        ThrowFailure();
        _keys.RemoveAll(k => k.UserId == userId && k.Name == name);
        return Task.FromResult(AddKey(userId, new NewKey(name, Scopes.All)));
    }

    public Task<IReadOnlyList<ApiKey>> ListAsync(long userId, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ApiKey>>([.. _keys.Where(k => k.UserId == userId)]);

    public Task<ApiKey> AddAsync(long userId, NewKey key, CancellationToken cancellation = default) => Task.FromResult(AddKey(userId, key));

    public Task<ApiKey?> RemoveAsync(long userId, long id, CancellationToken cancellation = default)
    {
        ApiKey? key = _keys.Find(k => k.UserId == userId && k.Id == id);
        _keys.RemoveAll(k => k == key);
        return Task.FromResult(key);
    }

    /// <summary>How often uses were written.</summary>
    public int Notes { get; private set; }

    public Task NoteUsesAsync(IReadOnlyDictionary<long, DateTimeOffset> uses, CancellationToken cancellation = default)
    {
        ThrowFailure();
        Notes++;
        for (int i = 0; i < _keys.Count; i++)
            _keys[i] = _keys[i] with { UsedAt = uses.TryGetValue(_keys[i].Id, out DateTimeOffset time) ? time : _keys[i].UsedAt };
        return Task.CompletedTask;
    }

    public void RevokeKeys(long userId) => _keys.RemoveAll(k => k.UserId == userId);

    public Task AddAsync(Session session, CancellationToken cancellation = default)
    {
        ThrowFailure();
        _sessions.Add(session.Id, session);
        return Task.CompletedTask;
    }

    Task<Session?> ISessionStore.FindAsync(string id, CancellationToken cancellation) =>
        Task.FromResult(_sessions.GetValueOrDefault(id) is { } session && session.ExpiresAt > time.GetUtcNow() ? session : null);

    public Task RemoveAsync(string id, CancellationToken cancellation = default)
    {
        ThrowFailure();
        _sessions.Remove(id);
        return Task.CompletedTask;
    }

    public Task RemoveAllAsync(long userId, string? except = null, CancellationToken cancellation = default)
    {
        foreach (Session session in _sessions.Values.Where(s => s.UserId == userId && s.Id != except).ToArray())
            _sessions.Remove(session.Id);
        return Task.CompletedTask;
    }

    public Task<int> RemoveExpiredAsync(CancellationToken cancellation = default)
    {
        string[] expired = [.. _sessions.Values.Where(s => s.ExpiresAt <= time.GetUtcNow()).Select(s => s.Id)];
        foreach (string id in expired)
            _sessions.Remove(id);
        return Task.FromResult(expired.Length);
    }

    private ApiKey AddKey(long userId, NewKey wanted)
    {
        long second = time.GetUtcNow().ToUnixTimeSeconds();
        var key = new ApiKey
        {
            Id = ++_lastKey,
            UserId = userId,
            Name = wanted.Name,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(second),
            Scopes = wanted.Scopes,
            AlbumId = wanted.AlbumId,
            ExpiresAt = wanted.ExpiresAt,
        };
        _keys.Add(key);
        return key;
    }

    private void ThrowFailure()
    {
        if (Failure is { } failure)
            throw failure;
    }
}
