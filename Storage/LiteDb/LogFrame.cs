using System.Buffers.Binary;

namespace Maple.Storage.LiteDb;

/// <summary>
/// A page of the engine in the log: 8,192 bytes, then the generation's salt (8), the frame's index (4), the number of frames that were
/// durable when it was written (4) and a CRC-32C of all that (4). Little-endian.
/// </summary>
internal static class LogFrame
{
    public const int PageSize = 8192;
    public const int Size = PageSize + 20;

    /// <summary>The engine sets this byte in the last page of a transaction (LiteDB 5.0.20, BasePage.P_IS_CONFIRMED).</summary>
    private const int ConfirmedOffset = 18;

    public static long OffsetOf(int index) => LogHeader.Area + (long)index * Size;

    public static void Write(Span<byte> frame, ReadOnlySpan<byte> page, ulong salt, int index, int durable)
    {
        page.CopyTo(frame);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[PageSize..], salt);
        BinaryPrimitives.WriteInt32LittleEndian(frame[(PageSize + 8)..], index);
        BinaryPrimitives.WriteInt32LittleEndian(frame[(PageSize + 12)..], durable);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(PageSize + 16)..], Checksum.Of(frame[..(PageSize + 16)]));
    }

    public static bool IsValid(ReadOnlySpan<byte> frame, ulong salt, int index) =>
        BelongsTo(frame, salt)
        && BinaryPrimitives.ReadInt32LittleEndian(frame[(PageSize + 8)..]) == index
        && BinaryPrimitives.ReadUInt32LittleEndian(frame[(PageSize + 16)..]) == Checksum.Of(frame[..(PageSize + 16)]);

    public static bool BelongsTo(ReadOnlySpan<byte> frame, ulong salt) =>
        BinaryPrimitives.ReadUInt64LittleEndian(frame[PageSize..]) == salt;

    public static int DurableBefore(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32LittleEndian(frame[(PageSize + 12)..]);

    public static bool EndsTransaction(ReadOnlySpan<byte> page) => page[ConfirmedOffset] != 0;
}
