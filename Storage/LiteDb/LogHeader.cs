using System.Buffers.Binary;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Which frames of a log count: those that carry <see cref="Salt"/>. Two slots, 4,096 bytes apart so that no sector holds both, are
/// written in turn; the one with the higher generation and a good checksum is valid.
/// </summary>
internal readonly record struct LogHeader(ulong Generation, ulong Salt)
{
    /// <summary>Where the frames begin.</summary>
    public const int Area = 8192;

    private const int SlotDistance = 4096;
    private const int SlotSize = 32;

    private static ReadOnlySpan<byte> Magic => "mapleLG1"u8;

    public void WriteTo(IStoreFile file)
    {
        Span<byte> slot = stackalloc byte[SlotSize];
        slot.Clear();
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[24..], Checksum.Of(slot[..24]));
        file.Write(slot, (long)(Generation % 2) * SlotDistance);
    }

    /// <summary>Null when neither slot is whole.</summary>
    public static LogHeader? ReadFrom(IStoreFile file)
    {
        LogHeader? newest = null;
        Span<byte> slot = stackalloc byte[SlotSize];
        for (int i = 0; i < 2; i++)
        {
            if (file.Read(slot, i * SlotDistance) < SlotSize || !slot.StartsWith(Magic)
                || BinaryPrimitives.ReadUInt32LittleEndian(slot[24..]) != Checksum.Of(slot[..24]))
                continue;
            LogHeader header = new(BinaryPrimitives.ReadUInt64LittleEndian(slot[8..]), BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]));
            if (newest is null || header.Generation > newest.Value.Generation)
                newest = header;
        }

        return newest;
    }
}
