using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The last id given for each kind, kept in a row of its own: the engine's automatic ids come again after the last row was deleted and the
/// file reopened.
/// </summary>
internal sealed class Counters(BsonDocument row)
{
    public const string RowId = "counters";

    private readonly Dictionary<string, long> _last = row.Where(field => field.Value.IsInt64)
        .ToDictionary(field => field.Key, field => field.Value.AsInt64);

    private bool _changed;

    public long Next(string kind)
    {
        _changed = true;
        return _last[kind] = _last.GetValueOrDefault(kind) + 1;
    }

    /// <summary>The row to write, if ids were given since the last call.</summary>
    public BsonDocument? TakeChange()
    {
        if (!_changed)
            return null;
        _changed = false;
        BsonDocument changed = new() { ["_id"] = RowId };
        foreach ((string kind, long last) in _last)
            changed[kind] = last;
        return changed;
    }
}
