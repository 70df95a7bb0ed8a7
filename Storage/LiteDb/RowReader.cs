using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>Reads rows of the engine and checks them.</summary>
internal sealed class RowReader(Func<DurableEngine> engine)
{
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public BsonDocument? Find(string kind, BsonValue id) => RowChecksum.Verify(kind, engine().Find(kind, id));

    /// <summary>Those that exist, in the order of the ids given.</summary>
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public List<BsonDocument> Find(string kind, IEnumerable<long> ids)
    {
        List<BsonDocument> rows = engine().Find(kind, new BsonArray(ids.Select(id => new BsonValue(id))));
        rows.ForEach(row => RowChecksum.Verify(kind, row));
        return rows;
    }
}
