using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Reads rows of the engine and checks them. Memory knows which there are; so one that isn't found is one that a damaged index hides, and is
/// never taken for one that never was.
/// </summary>
internal sealed class RowReader(Func<DurableEngine> engine)
{
    /// <summary>Rows in between that are read for nothing, for each that is wanted: a row costs a tenth of a way through the index.</summary>
    private const int Spread = 4;

    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public BsonDocument Find(string kind, BsonValue id) =>
        RowChecksum.Verify(kind, engine().Find(kind, id)) ?? throw Damage.Row(kind, id.ToString());

    /// <summary>In the order of the ids given.</summary>
    /// <param name="kind">Which collection.</param>
    /// <param name="ids">Each once.</param>
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public List<BsonDocument> Find(string kind, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return [];
        Dictionary<long, BsonDocument> found = Read(engine(), kind, ids).ToDictionary(row => row["_id"].AsInt64);
        return [.. ids.Select(id => RowChecksum.Verify(kind, found.GetValueOrDefault(id)) ?? throw Damage.Row(kind, $"{id}"))];
    }

    /// <summary>Those that exist, in the order of the ids given: for ids of which memory doesn't know whether they do.</summary>
    /// <inheritdoc cref="Find(string, IReadOnlyList{long})"/>
    public List<BsonDocument> FindAny(string kind, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return [];
        Dictionary<long, BsonDocument> found = Read(engine(), kind, ids).ToDictionary(row => row["_id"].AsInt64);
        return [.. ids.Select(id => RowChecksum.Verify(kind, found.GetValueOrDefault(id))).OfType<BsonDocument>()];
    }

    /// <summary>Rows of these ids, those that exist, and maybe others; unchecked.</summary>
    public static List<BsonDocument> Read(DurableEngine engine, string kind, IReadOnlyList<long> ids)
    {
        long first = ids.Min(), last = ids.Max();
        return last - first < (long)ids.Count * Spread
            ? engine.Between(kind, first, last)
            : engine.Find(kind, new BsonArray(ids.Select(id => new BsonValue(id))));
    }
}
