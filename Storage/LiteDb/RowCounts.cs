using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// How many rows there are of what nobody may lose. A flipped byte in one of the engine's index pages can hide rows, which no checksum of a row
/// tells; so their numbers are kept with the counters, and compared at start.
/// </summary>
internal readonly record struct RowCounts(int Users, int Keys, int Albums, int Images)
{
    private const string Field = "rows";

    /// <summary>Null where an earlier maple wrote the row.</summary>
    public static RowCounts? ReadFrom(BsonDocument counters) => counters[Field] is BsonDocument rows
        ? new RowCounts(rows[Kind.Users].AsInt32, rows[Kind.Keys].AsInt32, rows[Kind.Albums].AsInt32, rows[Kind.Images].AsInt32)
        : null;

    public void WriteTo(BsonDocument counters) => counters[Field] = new BsonDocument
    {
        [Kind.Users] = Users,
        [Kind.Keys] = Keys,
        [Kind.Albums] = Albums,
        [Kind.Images] = Images,
    };
}
