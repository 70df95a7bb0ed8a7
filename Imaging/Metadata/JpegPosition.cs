using System.Buffers.Binary;

namespace Maple.Imaging.Metadata;

/// <summary>JPEG: the segments up to the first scan, as <see cref="Probe.JpegHeader"/> walks them. EXIF and XMP are in APP1.</summary>
internal static class JpegPosition
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1;

    // XMP specification part 3, section 1.1.3: the packet, and what didn't fit with its GUID, length and offset.
    private const int ExtensionHeader = 32 + 4 + 4;

    public static async ValueTask FindAsync(BlockReader file, List<Blank> found)
    {
        long at = 2;
        while (PositionFinder.HasRoom(found, at))
        {
            (byte marker, at) = await NextMarkerAsync(file, at);
            if (marker is 0 or StartOfScan or EndOfImage or 0xD8)
                return;
            ReadOnlyMemory<byte> size = await file.ReadAsync(at, 2);
            int length = size.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(size.Span) - 2 : -1;
            if (length < 0)
                return;
            at += 2;
            if (marker == App1)
                Find((await file.ReadAsync(at, length)).Span, at, found);
            at += length;
        }
    }

    private static void Find(ReadOnlySpan<byte> segment, long at, List<Blank> found)
    {
        ReadOnlySpan<byte> packet = "http://ns.adobe.com/xap/1.0/\0"u8, extension = "http://ns.adobe.com/xmp/extension/\0"u8;
        if (segment.StartsWith("Exif\0"u8))
            TiffPosition.Find(segment, at, found);
        else if (segment.StartsWith(packet))
            XmpPosition.Find(segment[packet.Length..], at + packet.Length, found);
        else if (segment.StartsWith(extension) && segment.Length > extension.Length + ExtensionHeader)
            XmpPosition.Find(segment[(extension.Length + ExtensionHeader)..], at + extension.Length + ExtensionHeader, found);
    }

    /// <summary>The marker and the offset behind it; 0 at the end of the file.</summary>
    private static async ValueTask<(byte Marker, long At)> NextMarkerAsync(BlockReader file, long at)
    {
        byte marker = 0, before = 0;
        while (marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7) || before != 0xFF)
        {
            ReadOnlyMemory<byte> one = await file.ReadAsync(at++, 1);
            if (one.IsEmpty)
                return (0, at);
            (before, marker) = (marker, one.Span[0]);
        }

        return (marker, at);
    }
}
