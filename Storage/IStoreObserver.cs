namespace Maple.Storage;

/// <summary>Told what a store does that takes long or fails unasked. Called from any thread.</summary>
internal interface IStoreObserver
{
    /// <summary>A large store had no snapshot that fits, and every row is being read.</summary>
    void ReadingEveryRow(string reason, int images);

    /// <summary>Now and then meanwhile.</summary>
    void Read(int images);

    /// <summary>It is tried again later; all works without it.</summary>
    void SnapshotFailed(Exception error);
}
