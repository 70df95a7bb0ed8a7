using Maple.Fuzz.Engine;
using Maple.Imaging.Metadata;

namespace Maple.Fuzz.Targets;

/// <summary>The finder of GPS positions: it never breaks, what it finds lies in order, and once an EXIF position is blanked there is nothing left to blank.</summary>
internal sealed class PositionTarget() : Target("position")
{
    public override int MaxLength => 8192;

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "\xff\xd8", "\xff\xe1", "\xff\xda", "Exif\0\0", "II*\0\x08\0\0\0", "MM\0*\0\0\0\x08", "\x25\x88\x04\0\x01\0\0\0", "\x88\x25\0\x04\0\0\0\x01", "http://ns.adobe.com/xap/1.0/\0", "http://ns.adobe.com/xmp/extension/\0",
        "exif:GPSLatitude=\"1,2N\"", "<exif:GPSLongitude>1,2E</exif:GPSLongitude>", "<x:xmpmeta", "GPS", "</", "/>", "\"", "'", "<!--", "-->", "eXIf", "iTXt", "XML:com.adobe.xmp\0\0\0\0\0", "zTXt", "RIFF", "WEBP", "VP8X", "EXIF", "XMP ");

    // zlib makes a thousand bytes of one; text in hexadecimal is copied a few times.
    public override long MayAllocate(int length) => (256 << 10) + 16_000L * length;

    public override string? Check(byte[] input)
    {
        Blank[] blanks = Find(input, int.MaxValue);
        long end = 0;
        foreach (Blank blank in blanks)
        {
            Finding.Unless(blank.Offset >= 0 && blank.Length >= 0 && blank.Offset >= end, $"{blank} behind {end}");
            end = blank.Offset;
        }

        Finding.Unless(blanks.AsSpan().SequenceEqual(Find(input, Pieces.Cuts(input)[1])), "reads of another size find something else");
        // In XML that is none, a name that was glued to a blanked one may look like an attribute of its own afterwards.
        if (blanks.Length == 0 || blanks.Any(blank => blank.Fill == ' '))
            return null;
        byte[] blanked = [.. input];
        Blank.Apply(blanks, blanked, 0);
        byte[] again = [.. blanked];
        Blank.Apply(Find(blanked, int.MaxValue), again, 0);
        Finding.Unless(again.AsSpan().SequenceEqual(blanked), $"a second look finds more: {string.Join(' ', Find(blanked, int.MaxValue))} behind {string.Join(' ', blanks)}");
        return null;
    }

    private static Blank[] Find(byte[] input, int most)
    {
        return PositionFinder.FindAsync(ReadAt).AsTask().GetAwaiter().GetResult();

        ValueTask<int> ReadAt(Memory<byte> buffer, long offset)
        {
            int count = (int)Math.Min(Math.Min(buffer.Length, most), Math.Max(0, input.Length - offset));
            if (count > 0)
                input.AsSpan((int)offset, count).CopyTo(buffer.Span);
            return ValueTask.FromResult(Math.Max(0, count));
        }
    }
}
