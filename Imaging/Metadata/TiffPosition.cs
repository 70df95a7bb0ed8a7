using System.Buffers.Binary;

namespace Maple.Imaging.Metadata;

/// <summary>
/// The GPS directory of EXIF (CIPA DC-008 section 4.6.6), which is a TIFF structure. Its entries and their values become zeros and so does their
/// number: what is left is a directory without entries, which readers take as it is.
/// </summary>
internal ref struct TiffPosition
{
    private const ushort ExifDirectory = 0x8769, GpsDirectory = 0x8825;
    private const int EntrySize = 12, HeaderSize = 8, PrefixSize = 6;

    // EXIF 3.0 ends at 0x1F, GPSHPositioningError.
    private const int MaxGpsTag = 0x1F;

    // A picture, its thumbnail, and directories for EXIF and GPS of each; more are loops or tricks.
    private const int MaxDirectories = 16;

    // Each tag twice. What comes behind can't be found any more once the number of entries is zero.
    private const int MaxGpsEntries = 64;

    // Where directories overlap, one that is blanked changes what others say; after some of that nothing of the block is kept.
    private const int MaxLooks = 4;

    private readonly ReadOnlySpan<byte> _tiff;
    private readonly long _at;
    private readonly List<Blank> _found;
    private readonly bool _little;
    private int _directories;

    private TiffPosition(ReadOnlySpan<byte> tiff, long at, List<Blank> found)
    {
        _tiff = tiff;
        _at = at;
        _found = found;
        _little = tiff[0] == 'I';
    }

    /// <param name="tiff">With or without the prefix that it has in JPEG.</param>
    /// <param name="at">Its offset in the file.</param>
    public static void Find(ReadOnlySpan<byte> tiff, long at, List<Blank> found)
    {
        if (tiff.StartsWith("Exif\0"u8) && tiff.Length > PrefixSize)
        {
            tiff = tiff[PrefixSize..];
            at += PrefixSize;
        }

        if (tiff.Length < HeaderSize || !tiff.StartsWith("II*\0"u8) && !tiff.StartsWith("MM\0*"u8))
            return;
        for (int look = 0; look < MaxLooks; look++)
        {
            int before = found.Count;
            var position = new TiffPosition(tiff, at, found);
            position.Walk(position.UInt32(4));
            if (found.Count == before)
                return;
            byte[] blanked = tiff.ToArray();
            Blank.Apply([.. found[before..]], blanked, at);
            tiff = blanked;
        }

        found.Add(new(at, tiff.Length, 0));
    }

    private void Walk(uint directory)
    {
        while (IsInside(directory) && _directories++ < MaxDirectories)
        {
            int entry = (int)directory + 2, count = Count(directory);
            for (int i = 0; i < count; i++, entry += EntrySize)
            {
                ushort tag = UInt16(entry);
                if (tag == GpsDirectory)
                    BlankGps(UInt32(entry + 8));
                else if (tag == ExifDirectory)
                    Walk(UInt32(entry + 8));
            }

            directory = entry + 4 <= _tiff.Length ? UInt32(entry) : 0;
        }
    }

    private void BlankGps(uint directory)
    {
        if (!IsInside(directory) || _directories++ >= MaxDirectories)
            return;
        int count = Math.Min(Count(directory), MaxGpsEntries), known = 0;
        for (int i = 0; i < count; i++)
        {
            int entry = (int)directory + 2 + i * EntrySize;
            int size = SizeOf(UInt16(entry + 2));
            // A pointer to something else, as some cameras write when they know no position, must not take that with it.
            if (UInt16(entry) > MaxGpsTag || size == 0)
                continue;
            known++;
            long length = size * (long)UInt32(entry + 4);
            uint value = UInt32(entry + 8);
            if (length > 4 && value >= HeaderSize && value < _tiff.Length)
                _found.Add(new(_at + value, Math.Min(length, _tiff.Length - value), 0));
            _found.Add(new(_at + entry, EntrySize, 0));
        }

        if (known > 0)
            _found.Add(new(_at + directory, 2, 0));
    }

    private readonly bool IsInside(uint directory) => directory >= HeaderSize && directory <= _tiff.Length - 2;

    /// <summary>Entries of a directory, as many as there is room for.</summary>
    private readonly int Count(uint directory) =>
        (int)Math.Min(UInt16((int)directory), (_tiff.Length - directory - 2) / EntrySize);

    /// <summary>Bytes of a value of a type (TIFF 6.0, section 2, and EXIF 3.0's UTF-8), 0 when it is none.</summary>
    private static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 or 129 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 => 8,
        _ => 0,
    };

    private readonly ushort UInt16(int offset) => _little
        ? BinaryPrimitives.ReadUInt16LittleEndian(_tiff[offset..])
        : BinaryPrimitives.ReadUInt16BigEndian(_tiff[offset..]);

    private readonly uint UInt32(int offset) => _little
        ? BinaryPrimitives.ReadUInt32LittleEndian(_tiff[offset..])
        : BinaryPrimitives.ReadUInt32BigEndian(_tiff[offset..]);
}
