using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LiteDB;

namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>
/// Which images changed since the last snapshot, numbered in the order of their transactions and durable together with them. The newest
/// ids are in the counters' row; when that is full they go to a row of <see cref="Kind.Tail"/>.
/// </summary>
/// <param name="Epoch">Random. A snapshot and a tail of different epochs have nothing to say to each other.</param>
/// <param name="First">The number of the first change that is still known.</param>
/// <param name="Start">The number of the first of <paramref name="Recent"/>.</param>
/// <param name="Recent">Ids.</param>
internal sealed record Tail(long Epoch, long First, long Start, long[] Recent)
{
    private const string Field = "tail";

    /// <summary>In the counters' row: 1 KB, written with each transaction, whose pages have 8.</summary>
    private const int Capacity = 128;

    /// <summary>The number that the next change will have.</summary>
    public long Next => Start + Recent.Length;

    public long Length => Next - First;

    public static Tail Begin() => new(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), 0, 0, []);

    /// <param name="ids">What one transaction changed.</param>
    /// <param name="insert">Takes rows for what the counters' row has no room for.</param>
    public Tail With(IReadOnlyCollection<long> ids, Action<BsonDocument> insert)
    {
        long start = Start;
        List<long> recent = [.. Recent, .. ids];
        while (recent.Count > Capacity)
        {
            insert(new TailRow(Epoch, start, [.. recent.Take(Capacity)]).ToRow());
            recent.RemoveRange(0, Capacity);
            start += Capacity;
        }

        return this with { Start = start, Recent = [.. recent] };
    }

    /// <summary>Without the changes below that number; none of them is in a row.</summary>
    public Tail From(long number)
    {
        long start = Math.Max(Start, number);
        return this with { First = start, Start = start, Recent = Recent[(int)(start - Start)..] };
    }

    /// <summary>Null where none is kept.</summary>
    public static Tail? ReadFrom(BsonDocument counters)
    {
        if (counters[Field] is not BsonDocument field)
            return null;
        long start = field["start"].AsInt64;
        ReadOnlySpan<long> recent = MemoryMarshal.Cast<byte, long>(field["ids"].AsBinary)[..(int)(field["next"].AsInt64 - start)];
        return new Tail(field["epoch"].AsInt64, field["first"].AsInt64, start, recent.ToArray());
    }

    public void WriteTo(BsonDocument counters)
    {
        // Always of one size: a row that grows is moved from page to page.
        byte[] ids = new byte[Capacity * sizeof(long)];
        MemoryMarshal.AsBytes(Recent.AsSpan()).CopyTo(ids);
        counters[Field] = new BsonDocument { ["epoch"] = Epoch, ["first"] = First, ["start"] = Start, ["next"] = Next, ["ids"] = ids };
    }
}

/// <summary>Changes that the counters' row had no more room for.</summary>
internal sealed record TailRow(long Epoch, long First, long[] Ids)
{
    public long End => First + Ids.Length;

    public static TailRow Of(BsonDocument row) =>
        new(row["epoch"].AsInt64, row["first"].AsInt64, MemoryMarshal.Cast<byte, long>(row["ids"].AsBinary).ToArray());

    /// <summary>Without its id.</summary>
    public BsonDocument ToRow() => new()
    {
        ["epoch"] = Epoch,
        ["first"] = First,
        ["ids"] = MemoryMarshal.AsBytes(Ids.AsSpan()).ToArray(),
    };
}
