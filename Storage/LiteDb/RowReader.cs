using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Reads rows of the engine and checks them. Memory knows which there are; so one that isn't found is one that a damaged index hides, and is
/// never taken for one that never was.
/// </summary>
internal sealed class RowReader(Func<DurableEngine> engine)
{
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public BsonDocument Find(string kind, BsonValue id) =>
        RowChecksum.Verify(kind, engine().Find(kind, id)) ?? throw Damage.Row(kind, id.ToString());

    /// <summary>In the order of the ids given.</summary>
    /// <param name="kind">Which collection.</param>
    /// <param name="ids">Each once.</param>
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public List<BsonDocument> Find(string kind, IEnumerable<long> ids)
    {
        BsonArray wanted = new(ids.Select(id => new BsonValue(id)));
        List<BsonDocument> rows = engine().Find(kind, wanted);
        rows.ForEach(row => RowChecksum.Verify(kind, row));
        foreach (BsonValue id in rows.Count == wanted.Count ? [] : wanted.Except(rows.Select(row => row["_id"])))
            throw Damage.Row(kind, id.ToString());
        return rows;
    }
}
