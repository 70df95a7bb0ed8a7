namespace Maple.Storage.LiteDb.Snapshots;

/// <summary>
/// A snapshot is a row of blocks: what it is (4 bytes), which one from the beginning (4), the length of its content (4), a CRC-32C of these
/// three (4), the content, a CRC-32C of the content (4). Little-endian, as all machines are that maple is built for.
/// </summary>
internal enum SnapshotBlock
{
    /// <summary>Once, first: <see cref="SnapshotHeader"/>.</summary>
    Header = 1,

    /// <summary>A user's id and number of rows, the rows in the order of ids, their texts.</summary>
    Images,

    /// <summary>Part of the sorted index of stems.</summary>
    Stems,

    /// <summary>Part of the sorted index of digests.</summary>
    Digests,

    /// <summary>Once, last: <see cref="SnapshotHeader"/> again.</summary>
    End,
}

/// <param name="Magic">What tells that it is one, and of which version.</param>
/// <param name="Epoch">That of the tail.</param>
/// <param name="Number">Every change below it is in the snapshot, later ones may be.</param>
internal readonly record struct SnapshotHeader(ulong Magic, long Epoch, long Number)
{
    /// <summary>"maplesn1"; another layout of <see cref="ImageRow"/> or of a hash takes another digit.</summary>
    private const ulong Expected = 0x316E73656C70616D;

    public bool IsOurs => Magic == Expected;

    public static SnapshotHeader Of(Tail tail) => new(Expected, tail.Epoch, tail.Next);
}
