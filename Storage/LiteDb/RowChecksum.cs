using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// A CRC-32C over a row's other fields, in its field <c>crc</c>: the engine has no checksums of its own and hands out flipped bytes.
/// About 3 µs for an image's row, each way.
/// </summary>
internal static class RowChecksum
{
    private const string Field = "crc";

    public static BsonDocument Seal(BsonDocument row)
    {
        row[Field] = Of(row);
        return row;
    }

    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public static BsonDocument? Verify(string kind, BsonDocument? row)
    {
        if (row is null)
            return null;
        BsonValue crc = row[Field];
        if (!crc.IsInt32 || Of(row) != crc.AsInt32)
            throw Damage.Row(kind, row["_id"].ToString());
        row[Field] = crc;
        return row;
    }

    private static int Of(BsonDocument row)
    {
        row[Field] = 0;
        return unchecked((int)Checksum.Of(BsonSerializer.Serialize(row)));
    }
}
