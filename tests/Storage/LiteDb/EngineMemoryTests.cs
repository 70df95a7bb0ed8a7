using LiteDB;
using LiteDB.Engine;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

public sealed class EngineMemoryTests
{
    [Fact]
    public void What_the_engine_keeps_of_a_large_file_is_bounded()
    {
        EngineMemory.Bound();
        using LiteEngine engine = new(new EngineSettings { DataStream = new MemoryStream(), LogStream = new MemoryStream() });
        for (int i = 0; i < 20; i++)
        {
            engine.Insert("rows", [.. Enumerable.Range(0, 200).Select(_ => new BsonDocument { ["text"] = new string('x', 2000) })], BsonAutoId.Int64);
            // Pages that are still to be written can't be used again, and the engine's thread may be late.
            engine.Checkpoint();
        }

        using IBsonDataReader reader = engine.Query("$database", new Query());
        Assert.True(reader.Read());
        BsonDocument database = reader.Current.AsDocument;
        Assert.InRange(database["lastPageID"].AsInt32, 1_000, int.MaxValue);
        // Twice as many as it grows by here; by itself it would have grown by 12, 50 and 100.
        Assert.InRange(database["cache"]["extendPages"].AsInt32, 1, 150);
    }
}
