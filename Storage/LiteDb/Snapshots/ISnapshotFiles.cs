namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>Where the one snapshot of a store is kept.</summary>
/// <remarks>Every member throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> as the operating system does.</remarks>
internal interface ISnapshotFiles
{
    /// <summary>Null when there is none.</summary>
    Stream? Open();

    /// <summary>Begins a new one beside the one that is there.</summary>
    /// <param name="size">About how many bytes it will have.</param>
    Stream Create(long size);

    /// <summary>Makes the new one durable, and then the only one.</summary>
    void Publish(Stream created);

    /// <summary>Removes an unfinished one.</summary>
    void Discard();

    /// <summary>Removes all there is.</summary>
    void Clear();
}
