using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Fills memory from the rows, checking each. Users and albums come before what belongs to them. A store of 1,000,000 images takes a while
/// here; a snapshot of <see cref="StoreState"/> taken at the last checkpoint would be read in its stead.
/// </summary>
internal static class StateLoader
{
    /// <summary>Rows read at a time, about 300 KB: the engine keeps every page that a query touches until it ends.</summary>
    private const int Portion = 500;

    public static StoreState Load(DurableEngine engine)
    {
        BsonDocument counters = RowChecksum.Verify(Kind.Meta, engine.Find(Kind.Meta, Counters.RowId))
            ?? throw Damage.Row(Kind.Meta, Counters.RowId);
        StoreState state = new(new Counters(counters));
        Each(engine, Kind.Users, row => state.Add(Rows.ToUser(row)));
        Each(engine, Kind.Albums, row => state.Add(Rows.ToAlbum(row)));
        Each(engine, Kind.Keys, row => state.Add(Rows.ToKey(row)));
        Each(engine, Kind.Sessions, row => AddSession(state, Rows.ToSession(row)));
        Each(engine, Kind.Images, row => state.Add(Rows.ToImage(row)));
        if (state.Counters.Rows is { } expected && expected != state.Rows)
            throw Damage.Missing(expected, state.Rows);
        return state;
    }

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
