using System.Runtime.InteropServices;
using LiteDB;

namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>Fills a state that has users and albums with the images of a snapshot, but for those that changed since: they come from their rows.</summary>
internal static class SnapshotLoader
{
    private const int Portion = 500;

    /// <summary>Null, or why the snapshot is not believed; the state is good for nothing then. Writes nothing.</summary>
    public static string? TryLoad(StoreState state, DurableEngine engine, ISnapshotFiles files)
    {
        try
        {
            Load(state, engine, files);
            return null;
        }
        catch (SnapshotMismatch mismatch)
        {
            return mismatch.Message;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The engine may hold on to what a broken query had open. Whether it is the database that is damaged, reading every row tells.
            engine.Reopen();
            return error.Message;
        }
    }

    private static void Load(StoreState state, DurableEngine engine, ISnapshotFiles files)
    {
        Tail tail = state.Counters.Tail ?? throw new SnapshotMismatch("none was taken of this database");
        using Stream stream = files.Open() ?? throw new SnapshotMismatch("it is gone");
        SnapshotReader reader = new(stream);
        if (reader.Next(out ReadOnlySpan<byte> content) != SnapshotBlock.Header || SnapshotReader.Header(content) is not { IsOurs: true } header)
            throw new SnapshotMismatch("it is of another version");
        if (header.Epoch != tail.Epoch)
            throw new SnapshotMismatch("it is of another database");
        HashSet<long> changed = TailRows.ChangedSince(engine, tail, header.Number);
        Read(state, reader, changed);
        AddRows(state, engine, changed);
        int images = state.Rows.Images;
        if (state.Rows != state.Counters.Rows || state.Stems.Count != images || state.Digests.Count != images)
            throw new SnapshotMismatch($"with it there are {state.Rows} where {state.Counters.Rows} were written");
    }

    private static void Read(StoreState state, SnapshotReader reader, HashSet<long> except)
    {
        while (true)
        {
            SnapshotBlock kind = reader.Next(out ReadOnlySpan<byte> content);
            switch (kind)
            {
                case SnapshotBlock.Images:
                    (long userId, ImageChunk chunk) = SnapshotReader.Images(content);
                    Remove(chunk, except);
                    // All that a removed user had has changed since.
                    if (chunk.Count > 0)
                        state.Append(userId, chunk);
                    break;
                case SnapshotBlock.Stems:
                    Add(state.Stems, MemoryMarshal.Cast<byte, HashKey>(content), except);
                    break;
                case SnapshotBlock.Digests:
                    Add(state.Digests, MemoryMarshal.Cast<byte, HashKey>(content), except);
                    break;
                case SnapshotBlock.End:
                    reader.ExpectEnd();
                    return;
                default:
                    throw new SnapshotMismatch($"it has a block of kind {(int)kind}");
            }
        }
    }

    private static void Remove(ImageChunk chunk, HashSet<long> ids)
    {
        if (ids.Count == 0)
            return;
        for (int i = chunk.Count - 1; i >= 0; i--)
        {
            if (ids.Contains(chunk.Rows[i].Id))
                chunk.RemoveAt(i);
        }
    }

    private static void Add(OrderedList<HashKey> index, ReadOnlySpan<HashKey> keys, HashSet<long> except)
    {
        foreach (HashKey key in keys)
        {
            if (except.Count == 0 || !except.Contains(key.Id))
                index.Add(key);
        }
    }

    private static void AddRows(StoreState state, DurableEngine engine, HashSet<long> ids)
    {
        foreach (long[] portion in ids.Order().Chunk(Portion))
        {
            foreach (BsonDocument row in RowReader.Read(engine, Kind.Images, portion))
            {
                if (!ids.Contains(row["_id"].AsInt64))
                    continue;
                RowChecksum.Verify(Kind.Images, row);
                state.Add(Rows.ToImage(row));
            }
        }
    }
}
