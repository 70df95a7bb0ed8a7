namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>When snapshots are taken and believed.</summary>
internal sealed record SnapshotOptions(ISnapshotFiles Files)
{
    /// <summary>A store of fewer images has no snapshot: to read their rows takes 0.2 s, and finds every damage at start.</summary>
    public int FromImages { get; init; } = 20_000;

    /// <summary>Changes between two snapshots at least: at a start after a crash each of them is a row to read, 0.1 s for all.</summary>
    public int Changes { get; init; } = 10_000;

    public IStoreObserver? Observer { get; init; }

    public bool IsWorthwhile(int images) => images >= FromImages;

    /// <summary>Of a very large store one in 200 may have changed, so that writing it anew stays in proportion.</summary>
    public bool IsDue(int images, Tail? tail) => IsWorthwhile(images) && (tail is null || tail.Length >= Math.Max(Changes, images / 200));
}
