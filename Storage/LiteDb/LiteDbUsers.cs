namespace Maple.Storage.LiteDb;

internal sealed class LiteDbUsers(StoreCore core) : IUserStore
{
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
            LiteDbKeys.Add(change, id, ApiKey.DefaultName);
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
            UserEntry entry = change.State.User(id) ?? throw Refusal.UserNotFound(id);
            User old = entry.User;
            if (expected is not null && old.PasswordHash != expected)
                return false;
            User changed = old with { PasswordHash = passwordHash };
            change.Update(Kind.Users, Rows.Of(changed));
            change.Remember(() => entry.User = changed, () => entry.User = old);
            return true;
        },
        cancellation);
}
