using LiteDB;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Storage.LiteDb;

/// <summary>
/// What the operations of one transaction write: rows into the engine, and the same into memory, so that the next operation sees it.
/// An operation checks everything before its first step; what it threw after one would spoil the transaction.
/// </summary>
internal sealed class Change(DurableEngine engine, StoreState state, TimeProvider time)
{
    private readonly Stack<Action> _undo = [];
    private readonly HashSet<long> _images = [];
    private bool _begun;

    public StoreState State => state;

    /// <summary>The time of the transaction, to the millisecond that rows keep.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Steps done so far.</summary>
    public int Steps { get; private set; }

    /// <summary>An id that was never given before, not even to a row that is gone.</summary>
    public long NextId(string kind) => state.Counters.Next(kind);

    public void Insert(string kind, BsonDocument row)
    {
        Step();
        Note(kind, row["_id"]);
        engine.Insert(kind, RowChecksum.Seal(row));
    }

    public void Update(string kind, BsonDocument row)
    {
        Step();
        Note(kind, row["_id"]);
        engine.Update(kind, RowChecksum.Seal(row));
    }

    public void Delete(string kind, BsonValue id)
    {
        Step();
        Note(kind, id);
        engine.Delete(kind, id);
    }

    /// <summary>Changes memory now, and back if the transaction fails.</summary>
    public void Remember(Action apply, Action undo)
    {
        Steps++;
        apply();
        _undo.Push(undo);
    }

    /// <summary>Reads a row as the transaction left it.</summary>
    public BsonDocument? Find(string kind, BsonValue id) => RowChecksum.Verify(kind, engine.Find(kind, id));

    /// <summary>The first rows of a kind as the transaction left them.</summary>
    public IEnumerable<BsonDocument> First(string kind, int limit) =>
        engine.After(kind, BsonValue.MinValue, limit).Select(row => RowChecksum.Verify(kind, row)!);

    public void SetTail(Tail tail)
    {
        Tail? old = state.Counters.Tail;
        // The engine writes nothing for a transaction that changes nothing, and Commit would wait for it.
        if (tail == old)
            return;
        Step();
        Remember(() => state.Counters.Tail = tail, () => state.Counters.Tail = old);
    }

    /// <summary>False when there was nothing to commit.</summary>
    public bool Commit()
    {
        if (!_begun)
            return false;
        if (_images.Count > 0 && state.Counters.Tail is { } tail)
            SetTail(tail.With(_images, InsertTail));
        if (state.Counters.TakeChange(state.Rows) is { } counters)
            engine.Update(Kind.Meta, RowChecksum.Seal(counters));
        engine.Commit();
        return true;
    }

    /// <summary>Takes memory back to where it was before the transaction.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out Action? undo))
            undo();
        state.Counters.Doubt();
    }

    private void Note(string kind, BsonValue id)
    {
        if (kind == Kind.Images)
            _images.Add(id.AsInt64);
    }

    private void InsertTail(BsonDocument row)
    {
        row["_id"] = NextId(Kind.Tail);
        Insert(Kind.Tail, row);
    }

    private void Step()
    {
        Steps++;
        if (_begun)
            return;
        engine.Begin();
        _begun = true;
    }
}
