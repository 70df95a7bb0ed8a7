using System.Runtime.CompilerServices;

namespace Maple.Storage.LiteDb;

/// <summary>
/// How much of its file the engine keeps in memory. By itself it grows by 12, 50, 100, 500 and then 1,000 pages of 8 KB, uses pages that nobody needs again
/// only when there are more of them than it would grow by, and never gives any back: 5 MB after the first hundred uploads, 13 MB in the end.
/// </summary>
internal static class EngineMemory
{
    // 1 MB in all. A page at random out of 1,000,000 images costs 0.62 ms of CPU instead of 0.53 (docs/decisions/0002-durable-litedb.md).
    private const int GrowthPages = 64;

    /// <summary>For engines that are opened from now on; no setting of theirs has it.</summary>
    public static void Bound() => SegmentSizes(null) = [GrowthPages];

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "MEMORY_SEGMENT_SIZES")]
    private static extern ref int[] SegmentSizes([UnsafeAccessorType("LiteDB.Constants, LiteDB")] object? constants);
}
