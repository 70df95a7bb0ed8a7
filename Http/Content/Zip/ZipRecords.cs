using System.Buffers.Binary;

namespace Maple.Http.Content.Zip;

/// <summary>
/// The records of a zip file (PKWARE APPNOTE 6.3, sections 4.3 and 4.5) whose files are stored as they are. Names are UTF-8; times are there in UTC as well.
/// What doesn't fit into 32 bits stands in the fields of zip64.
/// </summary>
/// <param name="most">The largest number that stands in a field of 32 bits; a test makes it small.</param>
internal sealed class ZipRecords(long most = uint.MaxValue - 1L)
{
    private const int LocalLength = 30, CentralLength = 46, TimeLength = 9, End64Length = 56, LocatorLength = 20, EndLength = 22;

    // Made on Unix, by version 4.5 of the format; which is needed for zip64, else 2.0.
    private const ushort MadeBy = (3 << 8) | Version64, Version64 = 45, Version = 20;

    // Bit 11: names are UTF-8.
    private const ushort Flags = 1 << 11;

    // A file that its owner may write and all may read.
    private const uint Attributes = (uint)(0x8000 | 0x1A4) << 16;

    public int LocalLengthOf(ZipEntry entry) => LocalLength + entry.Name.Length + TimeLength + (IsLarge(entry.Size) ? 20 : 0);

    public int CentralLengthOf(ZipEntry entry, long offset) => CentralLength + entry.Name.Length + TimeLength + Extra64Length(entry.Size, offset);

    public int EndLengthOf(int entries, long start, long length) => EndLength + (Needs64(entries, start, length) ? End64Length + LocatorLength : 0);

    /// <summary>What stands before a file's bytes.</summary>
    public byte[] Local(ZipEntry entry, uint crc)
    {
        var record = new Record(LocalLengthOf(entry));
        bool isLarge = IsLarge(entry.Size);
        record.Write32(0x04034B50);
        record.Write16(isLarge ? Version64 : Version);
        WriteCommon(ref record, entry, crc);
        record.Write16((ushort)(TimeLength + (isLarge ? 20 : 0)));
        record.Write(entry.Name);
        WriteTime(ref record, entry.Modified);
        if (isLarge)
        {
            record.Write16(1);
            record.Write16(16);
            record.Write64(entry.Size);
            record.Write64(entry.Size);
        }

        return record.Bytes;
    }

    /// <summary>A file's line in the directory at the end.</summary>
    public byte[] Central(ZipEntry entry, uint crc, long offset)
    {
        var record = new Record(CentralLengthOf(entry, offset));
        int extra64 = Extra64Length(entry.Size, offset);
        record.Write32(0x02014B50);
        record.Write16(MadeBy);
        record.Write16(extra64 > 0 ? Version64 : Version);
        WriteCommon(ref record, entry, crc);
        record.Write16((ushort)(TimeLength + extra64));
        // No comment, on the first disk, no text.
        record.Write16(0);
        record.Write16(0);
        record.Write16(0);
        record.Write32(Attributes);
        record.Write32(Short(offset));
        record.Write(entry.Name);
        WriteTime(ref record, entry.Modified);
        if (extra64 == 0)
            return record.Bytes;
        record.Write16(1);
        record.Write16((ushort)(extra64 - 4));
        if (IsLarge(entry.Size))
        {
            record.Write64(entry.Size);
            record.Write64(entry.Size);
        }

        if (IsLarge(offset))
            record.Write64(offset);
        return record.Bytes;
    }

    /// <param name="entries">How many there are.</param>
    /// <param name="start">Where the directory begins.</param>
    /// <param name="length">The directory's length.</param>
    public byte[] End(int entries, long start, long length)
    {
        var record = new Record(EndLengthOf(entries, start, length));
        if (Needs64(entries, start, length))
        {
            record.Write32(0x06064B50);
            record.Write64(End64Length - 12);
            record.Write16(MadeBy);
            record.Write16(Version64);
            record.Write32(0);
            record.Write32(0);
            record.Write64(entries);
            record.Write64(entries);
            record.Write64(length);
            record.Write64(start);
            record.Write32(0x07064B50);
            record.Write32(0);
            record.Write64(start + length);
            record.Write32(1);
        }

        ushort count = entries < ushort.MaxValue ? (ushort)entries : ushort.MaxValue;
        record.Write32(0x06054B50);
        record.Write16(0);
        record.Write16(0);
        record.Write16(count);
        record.Write16(count);
        record.Write32(Short(length));
        record.Write32(Short(start));
        record.Write16(0);
        return record.Bytes;
    }

    private bool IsLarge(long number) => number > most;

    private bool Needs64(int entries, long start, long length) => entries >= ushort.MaxValue || IsLarge(start) || IsLarge(length);

    private int Extra64Length(long size, long offset) => (IsLarge(size), IsLarge(offset)) switch
    {
        (false, false) => 0,
        (false, true) => 12,
        (true, false) => 20,
        (true, true) => 28,
    };

    private uint Short(long number) => IsLarge(number) ? uint.MaxValue : (uint)number;

    /// <summary>From the flags to the length of the name.</summary>
    private void WriteCommon(ref Record record, ZipEntry entry, uint crc)
    {
        DateTime time = entry.Modified.UtcDateTime;
        record.Write16(Flags);
        record.Write16(0);
        // MS-DOS: from 1980 on, every other second.
        record.Write16((ushort)((time.Hour << 11) | (time.Minute << 5) | (time.Second / 2)));
        record.Write16((ushort)((Math.Clamp(time.Year - 1980, 0, 127) << 9) | (time.Month << 5) | time.Day));
        record.Write32(crc);
        record.Write32(Short(entry.Size));
        record.Write32(Short(entry.Size));
        record.Write16((ushort)entry.Name.Length);
    }

    /// <summary>The extended timestamp of Info-ZIP: seconds since 1970, UTC.</summary>
    private static void WriteTime(ref Record record, DateTimeOffset time)
    {
        record.Write16(0x5455);
        record.Write16(TimeLength - 4);
        record.Write([1]);
        record.Write32((uint)time.ToUnixTimeSeconds());
    }

    private struct Record(int length)
    {
        private int _at;

        public byte[] Bytes { get; } = new byte[length];

        public void Write16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

        public void Write32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

        public void Write64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

        public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(bytes.Length));

        private Span<byte> Next(int count)
        {
            _at += count;
            return Bytes.AsSpan(_at - count, count);
        }
    }
}
