namespace Maple.Storage.LiteDb;

internal sealed class LiteDbUsers(StoreCore core) : IUserStore
{
    /// <summary>Rows removed in one transaction, so that other writers get their turn: about 20 ms of work.</summary>
    private const int Portion = 500;

    public Task<User> AddAsync(NewUser user, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            if (change.State.UsersByName.ContainsKey(user.Name))
                throw Refusal.UserExists(user.Name);
            if (change.State.Emails.Contains(user.Email))
                throw Refusal.EmailExists(user.Email);
            long id = change.NextId(Kind.Users);
            Album album = LiteDbAlbums.Make(change, id, Album.DefaultName, "", isDefault: true);
            User made = new()
            {
                Id = id,
                Name = user.Name,
                Email = user.Email,
                PasswordHash = user.PasswordHash,
                IsAdmin = user.IsAdmin || change.State.Users.Count == 0,
                DefaultAlbumId = album.Id,
                CreatedAt = change.Now,
            };
            change.Insert(Kind.Users, Rows.Of(made));
            change.Remember(() => change.State.Add(made), () => change.State.Remove(made));
            LiteDbAlbums.Add(change, album);
            LiteDbKeys.Add(change, id, new NewKey(ApiKey.DefaultName, Scopes.All));
            return made;
        },
        cancellation);

    public Task<User?> FindAsync(long id, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.User(id)?.User, cancellation);

    public Task<User?> FindByNameAsync(string name, CancellationToken cancellation = default) =>
        core.ReadAsync((state, _) => state.UsersByName.GetValueOrDefault(name)?.User, cancellation);

    public Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellation = default) =>
        core.ReadAsync<IReadOnlyList<User>>((state, _) => [.. state.Users.Values.Select(entry => entry.User)], cancellation);

    public Task<bool> SetPasswordHashAsync(
        long id, string passwordHash, string? expected = null, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            User old = change.State.User(id)?.User ?? throw Refusal.UserNotFound(id);
            if (expected is not null && old.PasswordHash != expected)
                return false;
            Replace(change, old, old with { PasswordHash = passwordHash });
            return true;
        },
        cancellation);

    public Task<User> UpdateAsync(long id, UserChange wanted, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            User old = change.State.User(id)?.User ?? throw Refusal.UserNotFound(id);
            if (old.Removal is not null)
                throw Refusal.UserGoes(old.Name);
            if (wanted.Email is { } email && !email.Equals(old.Email, StringComparison.OrdinalIgnoreCase) && change.State.Emails.Contains(email))
                throw Refusal.EmailExists(email);
            if (wanted.IsAdmin == false || wanted.IsDisabled == true)
                CheckOtherAdmin(change.State, old);
            return Replace(change, old, old with
            {
                Email = wanted.Email ?? old.Email,
                PasswordHash = wanted.PasswordHash ?? old.PasswordHash,
                IsAdmin = wanted.IsAdmin ?? old.IsAdmin,
                IsDisabled = wanted.IsDisabled ?? old.IsDisabled,
            });
        },
        cancellation);

    public Task<User> BeginRemovalAsync(long id, UserRemovalPlan? plan, CancellationToken cancellation = default) => core.WriteAsync(
        change =>
        {
            UserEntry entry = change.State.User(id) ?? throw Refusal.UserNotFound(id);
            if (plan is { MoveTo: { } heir } && (heir == id || change.State.User(heir) is not { User.Removal: null }))
                throw Refusal.UserNotFound(heir);
            if (plan is null && entry.Images.Count > 0)
                throw Refusal.UserNotEmpty(entry.User.Name, entry.Images.Count);
            CheckOtherAdmin(change.State, entry.User);
            return Replace(change, entry.User, entry.User with { IsDisabled = true, Removal = plan ?? new UserRemovalPlan(null) });
        },
        cancellation);

    public async Task<bool> RemoveAsync(long id, CancellationToken cancellation = default)
    {
        while (true)
        {
            if (await core.WriteAsync(change => RemovePortion(change, id), cancellation) is { } wasThere)
                return wasThere;
        }
    }

    /// <summary>Null: there is more to remove.</summary>
    private static bool? RemovePortion(Change change, long id)
    {
        if (change.State.User(id) is not { User.Removal: not null } entry)
            return false;
        if (entry.Images.Count > 0)
            throw Refusal.UserNotEmpty(entry.User.Name, entry.Images.Count);
        List<Album> albums = [.. entry.Albums.Values.Select(album => album.Facts).Where(album => !album.IsDefault).Take(Portion)];
        List<Session> sessions = [.. change.State.Sessions.Values.Where(session => session.UserId == id).Take(Portion)];
        foreach (Album album in albums)
            Remove(change, album);
        foreach (Session session in sessions)
            LiteDbSessions.Remove(change, session);
        List<UploadPolicy> policies = [.. change.State.Policies.Values.Where(policy => policy.UserId == id).Take(Portion)];
        foreach (UploadPolicy policy in policies)
            LiteDbPolicies.Remove(change, policy);
        if (albums.Count == Portion || sessions.Count == Portion || policies.Count == Portion)
            return null;

        Remove(change, entry.Albums[entry.User.DefaultAlbumId].Facts);
        foreach (ApiKey key in entry.Keys.Values.ToList())
            LiteDbKeys.Remove(change, key);

        change.Delete(Kind.Users, id);
        change.Remember(() => change.State.Remove(entry.User), () => change.State.Add(entry));
        return true;
    }

    private static void Remove(Change change, Album album)
    {
        change.Delete(Kind.Albums, album.Id);
        change.Remember(() => change.State.Remove(album), () => change.State.Add(album));
    }

    private static User Replace(Change change, User old, User user)
    {
        change.Update(Kind.Users, Rows.Of(user));
        change.Remember(() => change.State.Replace(old, user), () => change.State.Replace(user, old));
        return user;
    }

    private static void CheckOtherAdmin(StoreState state, User user)
    {
        if (user is { IsAdmin: true, IsDisabled: false }
            && !state.Users.Values.Any(other => other.User is { IsAdmin: true, IsDisabled: false } && other.User.Id != user.Id))
            throw Refusal.LastAdmin(user.Name);
    }
}
