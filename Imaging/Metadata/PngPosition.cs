using System.Buffers.Binary;

namespace Maple.Imaging.Metadata;

/// <summary>
/// PNG, third edition: EXIF in eXIf and XMP in iTXt, whose checksums change with them. Older programs wrote both as hexadecimal text, mostly
/// compressed; a chunk like that, if it holds a position, becomes one that every reader skips.
/// </summary>
internal static class PngPosition
{
    private const int HeaderSize = 8, ChecksumSize = 4;

    // Files have three at most; inflating thousands would take minutes.
    private const int MaxLooked = 100;

    // Section 11.3.3: 1 to 79 bytes and a NUL.
    private const int MaxKeyword = 80;

    // Ancillary, private, safe to copy (section 5.4): nobody knows it, nobody needs it.
    private static ReadOnlySpan<byte> Void => "voId"u8;

    public static async ValueTask FindAsync(BlockReader file, List<Blank> found)
    {
        int looked = 0;
        for (long at = 8; PositionFinder.HasRoom(found, at);)
        {
            ReadOnlyMemory<byte> header = await file.ReadAsync(at, HeaderSize);
            if (header.Length < HeaderSize || header.Span[4..].SequenceEqual("IEND"u8))
                return;
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header.Span);
            bool isExif = header.Span[4..].SequenceEqual("eXIf"u8);
            if (isExif || IsText(header.Span[4..]) && PngText.MayHoldPosition((await file.ReadAsync(at + HeaderSize, MaxKeyword)).Span))
            {
                // A chunk that goes on behind the end of the file belongs to no picture; the checksum of 4 GB of nothing takes seconds.
                if ((await file.ReadAsync(at + HeaderSize + (long)length, 1)).IsEmpty)
                    return;
                if (length > PositionFinder.MaxBlock || ++looked > MaxLooked)
                    Hide(at, length, found);
                else
                    Find((await file.ReadAsync(at + 4, 4 + (int)length)).ToArray(), at, found);
            }

            at += HeaderSize + (long)length + ChecksumSize;
        }
    }

    private static bool IsText(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("iTXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("tEXt"u8);

    /// <param name="chunk">Type and data.</param>
    /// <param name="at">Where its length stands.</param>
    private static void Find(Span<byte> chunk, long at, List<Blank> found)
    {
        int before = found.Count;
        ReadOnlySpan<byte> data = chunk[4..];
        if (chunk.StartsWith("eXIf"u8))
        {
            TiffPosition.Find(data, at + HeaderSize, found);
        }
        else if (PngText.PlainXmp(chunk) is var start and > 0)
        {
            XmpPosition.Find(chunk[start..], at + 4 + start, found);
        }
        else if (PngText.HoldsPosition(chunk))
        {
            Hide(at, (uint)data.Length, found);
            return;
        }

        if (found.Count == before)
            return;
        Blank.Apply([.. found[before..]], chunk, at + 4);
        AddChecksum(PngChecksum.Of(chunk), at + 4 + chunk.Length, found);
    }

    private static void Hide(long at, uint length, List<Blank> found)
    {
        for (int i = 0; i < Void.Length; i++)
            found.Add(new(at + 4 + i, 1, Void[i]));
        found.Add(new(at + HeaderSize, length, 0));
        AddChecksum(PngChecksum.OfZeros(Void, length), at + HeaderSize + length, found);
    }

    private static void AddChecksum(uint checksum, long at, List<Blank> found)
    {
        for (int i = 0; i < ChecksumSize; i++)
            found.Add(new(at + i, 1, (byte)(checksum >> (24 - 8 * i))));
    }
}
