using LiteDB;
using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The steps from an empty file to a schema, in order, each in a transaction of its own together with the version: a crash leaves it done or not
/// begun, and the next start goes on from there. Steps are only ever added at the end.
/// </summary>
internal sealed class Migrations(params IReadOnlyList<Action<DurableEngine>> steps)
{
    private const string RowId = "schema";
    private const string VersionField = "version";

    /// <summary>What this maple works with.</summary>
    public static Migrations Today { get; } = new(
        engine => engine.Insert(Kind.Meta, RowChecksum.Seal(new BsonDocument { ["_id"] = Counters.RowId })),
        // 2: keys may be restricted, policies counted, albums private. The rows of schema 1 stay as they are; but a maple that knows no more than
        // schema 1 would take every key for one without limits, and serve everything.
        _ => { },
        // 3: images may have a version, and then other names for their blobs: an older maple would serve none of a replaced image and leave its files behind.
        _ => { });

    public int Newest => steps.Count;

    /// <summary>These and more.</summary>
    public Migrations With(IEnumerable<Action<DurableEngine>> more) => new([.. steps, .. more]);

    /// <summary>Writes nothing.</summary>
    /// <exception cref="MapleException"><c>store_too_new</c>, <c>store_damaged</c></exception>
    public int VersionOf(DurableEngine engine)
    {
        BsonDocument? row = RowChecksum.Verify(Kind.Meta, engine.Find(Kind.Meta, RowId));
        if (row is null || !row[VersionField].IsInt32)
            throw Damage.Foreign();
        int version = row[VersionField].AsInt32;
        return version <= Newest ? version : throw new MapleException(
            ErrorCode.StoreTooNew,
            $"The store has schema version {version}, and this maple knows versions up to {Newest}. Run the newer maple that wrote it.",
            $"数据库的结构版本为 {version}，而当前的 maple 只支持到版本 {Newest}。请使用写入该数据库的较新版本。");
    }

    /// <param name="version">0 for an empty file.</param>
    public void Run(DurableEngine engine, int version)
    {
        for (; version < Newest; version++)
        {
            engine.Begin();
            steps[version](engine);
            BsonDocument row = RowChecksum.Seal(new BsonDocument { ["_id"] = RowId, [VersionField] = version + 1 });
            if (version == 0)
                engine.Insert(Kind.Meta, row);
            else
                engine.Update(Kind.Meta, row);
            engine.Commit();
            engine.Sync();
        }
    }
}
