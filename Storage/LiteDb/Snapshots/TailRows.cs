using LiteDB;

namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>The rows of the tail in the engine.</summary>
internal static class TailRows
{
    /// <summary>Rows deleted in one transaction, so that other writers get their turn.</summary>
    private const int Portion = 50;

    /// <summary>Ids of the images that changed from that number on.</summary>
    /// <exception cref="SnapshotMismatch">They are not all known.</exception>
    public static HashSet<long> ChangedSince(DurableEngine engine, Tail tail, long number)
    {
        if (number < tail.First || number > tail.Next)
            throw new SnapshotMismatch($"it holds the changes up to {number}, and those from {tail.First} to {tail.Next} are known");
        HashSet<long> changed = [];
        long expected = tail.First;
        foreach (BsonDocument row in engine.After(Kind.Tail, BsonValue.MinValue, int.MaxValue))
        {
            RowChecksum.Verify(Kind.Tail, row);
            TailRow part = TailRow.Of(row);
            if (part.Epoch != tail.Epoch || part.End <= tail.First)
                continue;
            Take(part.First, part.Ids);
        }

        Take(tail.Start, tail.Recent);
        return changed;

        void Take(long first, long[] ids)
        {
            if (first != expected)
                throw new SnapshotMismatch($"the changes from {expected} to {first} are not known");
            expected += ids.Length;
            changed.UnionWith(ids[(int)Math.Clamp(number - first, 0, ids.Length)..]);
        }
    }

    /// <summary>Forgets what a snapshot holds; true when there may be more to forget.</summary>
    public static bool Trim(Change change, SnapshotHeader snapshot)
    {
        if (change.State.Counters.Tail is not { } tail || tail.Epoch != snapshot.Epoch)
            return false;
        int deleted = 0;
        foreach (BsonDocument row in change.First(Kind.Tail, Portion))
        {
            TailRow part = TailRow.Of(row);
            if (part.Epoch == tail.Epoch)
            {
                tail = tail with { First = part.First };
                if (part.End > snapshot.Number)
                {
                    change.SetTail(tail);
                    return false;
                }

                tail = tail with { First = part.End };
            }

            change.Delete(Kind.Tail, row["_id"]);
            deleted++;
        }

        change.SetTail(deleted < Portion ? tail.From(snapshot.Number) : tail);
        return deleted == Portion;
    }
}
