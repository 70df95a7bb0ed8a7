using System.Buffers.Binary;

namespace Maple.Imaging.Metadata;

/// <summary>WebP (RFC 9649 section 2.7.1.5): the chunks EXIF and XMP.</summary>
internal static class WebPPosition
{
    public static async ValueTask FindAsync(BlockReader file, List<Blank> found)
    {
        for (long at = 12; PositionFinder.HasRoom(found, at);)
        {
            ReadOnlyMemory<byte> header = await file.ReadAsync(at, 8);
            if (header.Length < 8)
                return;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(header.Span[4..]);
            at += 8;
            bool isExif = header.Span.StartsWith("EXIF"u8), isXmp = header.Span.StartsWith("XMP "u8);
            if ((isExif || isXmp) && length > PositionFinder.MaxBlock)
                found.Add(new(at, length, isExif ? (byte)0 : (byte)' '));
            else if (isExif)
                TiffPosition.Find((await file.ReadAsync(at, (int)length)).Span, at, found);
            else if (isXmp)
                XmpPosition.Find((await file.ReadAsync(at, (int)length)).Span, at, found);
            at += length + (length & 1);
        }
    }
}
