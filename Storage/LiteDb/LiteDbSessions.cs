namespace Maple.Storage.LiteDb;

internal sealed class LiteDbSessions(StoreCore core) : ISessionStore
{
    /// <summary>Sessions removed in one transaction, so that other writers get their turn: about 20 ms of work.</summary>
    private const int Portion = 500;

    public Task AddAsync(Session session, CancellationToken cancellation = default)
    {
        // What is kept and what a reopened store says must be the same.
        Session kept = session with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresAt.ToUnixTimeMilliseconds()) };
        return core.WriteAsync(change => Add(change, kept), cancellation);
    }

    public Task<Session?> FindAsync(string id, CancellationToken cancellation = default)
    {
        DateTimeOffset now = core.Now;
        return core.ReadAsync((state, _) => state.Sessions.GetValueOrDefault(id) is { } found && found.ExpiresAt > now ? found : null, cancellation);
    }

    public Task RemoveAsync(string id, CancellationToken cancellation = default) =>
        core.WriteAsync(
            change =>
            {
                if (change.State.Sessions.TryGetValue(id, out Session? session))
                    Remove(change, session);
                return true;
            },
            cancellation);

    public Task RemoveAllAsync(long userId, string? except = null, CancellationToken cancellation = default) =>
        RemoveEveryAsync(session => session.UserId == userId && session.Id != except, cancellation);

    public Task<int> RemoveExpiredAsync(CancellationToken cancellation = default)
    {
        DateTimeOffset now = core.Now;
        return RemoveEveryAsync(session => session.ExpiresAt <= now, cancellation);
    }

    private async Task<int> RemoveEveryAsync(Predicate<Session> which, CancellationToken cancellation)
    {
        int total = 0, removed;
        do
        {
            removed = await RemovePortionAsync(which, cancellation);
            total += removed;
        }
        while (removed == Portion);
        return total;
    }

    private Task<int> RemovePortionAsync(Predicate<Session> which, CancellationToken cancellation) => core.WriteAsync(
        change =>
        {
            List<Session> gone = [.. change.State.Sessions.Values.Where(session => which(session)).Take(Portion)];
            gone.ForEach(session => Remove(change, session));
            return gone.Count;
        },
        cancellation);

    private static bool Add(Change change, Session session)
    {
        if (change.State.User(session.UserId) is null)
            throw Refusal.UserNotFound(session.UserId);
        if (change.State.Sessions.TryGetValue(session.Id, out Session? old))
            Remove(change, old);
        change.Insert(Kind.Sessions, Rows.Of(session));
        change.Remember(() => change.State.Sessions.Add(session.Id, session), () => change.State.Sessions.Remove(session.Id));
        return true;
    }

    internal static void Remove(Change change, Session session)
    {
        change.Delete(Kind.Sessions, session.Id);
        change.Remember(() => change.State.Sessions.Remove(session.Id), () => change.State.Sessions.Add(session.Id, session));
    }
}
