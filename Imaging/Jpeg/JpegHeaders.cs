using System.Buffers.Binary;

namespace Maple.Imaging.Jpeg;

/// <summary>All that comes before the bits of the scan (T.81 annex B): nothing but what a decoder needs.</summary>
internal static class JpegHeaders
{
    public static void Write(BitWriter output, int width, int height, Component[] components, HuffmanCode[] codes)
    {
        output.Write([0xFF, 0xD8]);
        // JFIF 1.1, pixels as wide as they are high
        Segment(output, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        foreach (Component component in components.DistinctBy(c => c.Codes))
            Segment(output, 0xDB, [(byte)component.Codes, .. component.Quantisation.Steps]);
        Segment(output, 0xC0, Frame(width, height, components));
        for (int i = 0; i < codes.Length; i++)
            Segment(output, 0xC4, [(byte)((i % 2 << 4) | (i / 2)), .. codes[i].Counts, .. codes[i].Symbols]);
        Segment(output, 0xDA, [(byte)components.Length, .. components.SelectMany(c => new byte[] { c.Id, (byte)(c.Codes * 0x11) }), 0, 63, 0]);
    }

    private static byte[] Frame(int width, int height, Component[] components)
    {
        byte[] sides = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(sides, (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(sides.AsSpan(2), (ushort)width);
        return [8, .. sides, (byte)components.Length, .. components.SelectMany(c => new byte[] { c.Id, (byte)(c.Side * 0x11), (byte)c.Codes })];
    }

    private static void Segment(BitWriter output, byte marker, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        output.Write(head);
        output.Write(content);
    }
}
