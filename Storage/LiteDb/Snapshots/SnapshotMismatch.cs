namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>Why a snapshot is not believed; every row is read then. Nothing is lost by it but time.</summary>
internal sealed class SnapshotMismatch(string reason) : Exception(reason);
