using LiteDB;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The last id given for each kind, kept in a row of its own: the engine's automatic ids come again after the last row was deleted and the
/// file reopened. The numbers of rows are kept with them, and what changed since the last snapshot.
/// </summary>
internal sealed class Counters(BsonDocument row)
{
    public const string RowId = "counters";

    private readonly Dictionary<string, long> _last = row.Where(field => field.Value.IsInt64)
        .ToDictionary(field => field.Key, field => field.Value.AsInt64);

    private bool _changed;
    private Tail? _writtenTail = Tail.ReadFrom(row);

    /// <summary>As they were last written; null when that is not known.</summary>
    public RowCounts? Rows { get; private set; } = RowCounts.ReadFrom(row);

    /// <summary>What changed since the last snapshot; null while nothing of it is kept.</summary>
    public Tail? Tail { get; set; } = Tail.ReadFrom(row);

    public long Next(string kind)
    {
        _changed = true;
        return _last[kind] = _last.GetValueOrDefault(kind) + 1;
    }

    /// <summary>The row to write, if ids were given since the last call, or the number of rows or the tail is another.</summary>
    public BsonDocument? TakeChange(RowCounts rows)
    {
        if (!_changed && rows == Rows && Tail == _writtenTail)
            return null;
        _changed = false;
        Rows = rows;
        _writtenTail = Tail;
        BsonDocument changed = new() { ["_id"] = RowId };
        foreach ((string kind, long last) in _last)
            changed[kind] = last;
        rows.WriteTo(changed);
        Tail?.WriteTo(changed);
        return changed;
    }

    /// <summary>What was taken last may not have been written.</summary>
    public void Doubt() => Rows = null;
}
