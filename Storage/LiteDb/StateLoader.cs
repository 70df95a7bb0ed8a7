using LiteDB;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Fills memory from the rows, checking each. Users and albums come before what belongs to them. The images of a large store come from a
/// snapshot and the rows that changed since, if that fits; then every row's checksum is looked at alone.
/// </summary>
internal static class StateLoader
{
    /// <summary>Rows read at a time, about 300 KB: the engine keeps every page that a query touches until it ends.</summary>
    private const int Portion = 500;

    /// <summary>Images between two words of progress, a second or so of work.</summary>
    private const int Stretch = 100_000;

    public static StoreState Load(DurableEngine engine, SnapshotOptions? snapshots = null)
    {
        StoreState state = LoadAccounts(engine);
        int images = state.Counters.Rows?.Images ?? 0;
        if (snapshots?.IsWorthwhile(images) == true)
        {
            Task rows = Task.Run(engine.VerifyRows);
            string? reason = SnapshotLoader.TryLoad(state, engine, snapshots.Files);
            rows.GetAwaiter().GetResult();
            if (reason is null)
                return state;
            snapshots.Observer?.ReadingEveryRow(reason, images);
            state = LoadAccounts(engine);
        }

        // What was kept since some snapshot is of no use any more, and would be of harm if an older one came back.
        state.Counters.Tail = null;
        int read = 0;
        Each(engine, Kind.Images, row =>
        {
            state.Add(Rows.ToImage(row));
            if (++read % Stretch == 0)
                snapshots?.Observer?.Read(read);
        });
        if (state.Counters.Rows is { } expected && expected != state.Rows)
            throw Damage.Missing(expected, state.Rows);
        // The garbage of 1,000,000 rows would stay with the process: 100 MB.
        if (read >= Stretch)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return state;
    }

    private static StoreState LoadAccounts(DurableEngine engine)
    {
        BsonDocument counters = RowChecksum.Verify(Kind.Meta, engine.Find(Kind.Meta, Counters.RowId))
            ?? throw Damage.Row(Kind.Meta, Counters.RowId);
        StoreState state = new(new Counters(counters));
        Each(engine, Kind.Users, row => state.Add(Rows.ToUser(row)));
        Each(engine, Kind.Albums, row => state.Add(Rows.ToAlbum(row)));
        Each(engine, Kind.Keys, row => state.Add(Rows.ToKey(row)));
        Each(engine, Kind.Sessions, row => AddSession(state, Rows.ToSession(row)));
        Each(engine, Kind.Policies, row => AddPolicy(state, Rows.ToPolicy(row)));
        return state;
    }

    private static void AddPolicy(StoreState state, UploadPolicy policy) => state.Policies.Add(policy.Id, policy);

    private static void AddSession(StoreState state, Session session) => state.Sessions.Add(session.Id, session);

    private static void Each(DurableEngine engine, string kind, Action<BsonDocument> add)
    {
        BsonValue last = BsonValue.MinValue;
        List<BsonDocument> rows;
        do
        {
            rows = engine.After(kind, last, Portion);
            foreach (BsonDocument row in rows)
            {
                // An index whose links go round in a circle would be read for ever.
                if (row["_id"] <= last)
                    throw Damage.Row(kind, last.ToString());
                last = row["_id"];
                RowChecksum.Verify(kind, row);
                try
                {
                    add(row);
                }
                catch (Exception error) when (error is ArgumentException or InvalidCastException or KeyNotFoundException or NullReferenceException)
                {
                    throw Damage.Row(kind, last.ToString(), error);
                }
            }
        }
        while (rows.Count == Portion);
    }
}
