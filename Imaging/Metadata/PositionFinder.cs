using Maple.Imaging.Probe;

namespace Maple.Imaging.Metadata;

/// <summary>
/// Finds where a picture's file says where it was taken: the GPS directory of EXIF and the GPS properties of XMP, in JPEG, PNG and WebP. Blanked,
/// they are gone and everything else is as it was: pixels, orientation, colours, times, names. What can't be cut out alone goes whole: a
/// compressed block that holds a position, and one of more than <see cref="MaxBlock"/> bytes.
/// </summary>
internal static class PositionFinder
{
    /// <summary>
    /// Bytes of a block that are looked into. EXIF has 64 KB at most and XMP rarely a tenth; only Photoshop's lists of pasted layers grow to megabytes.
    /// </summary>
    public const int MaxBlock = 4 << 20;

    // A camera's file has about 40. Whoever builds one with more wants to fill memory; its rest is blank.
    private const int MaxBlanks = 10_000;

    /// <summary>Sorted by offset, none overlapping in a file that is well made; empty for nearly every picture that is no photograph.</summary>
    public static async ValueTask<Blank[]> FindAsync(ReadAt source)
    {
        using var blocks = new BlockReader(source);
        ReadOnlyMemory<byte> head = await blocks.ReadAsync(0, Signature.Length);
        var found = new List<Blank>();
        switch (Signature.Recognise(head.Span)?.Extension)
        {
            case "jpg":
                await JpegPosition.FindAsync(blocks, found);
                break;
            case "png":
                await PngPosition.FindAsync(blocks, found);
                break;
            case "webp":
                await WebPPosition.FindAsync(blocks, found);
                break;
        }

        return found.Count == 0 ? [] : [.. found.OrderBy(blank => blank.Offset)];
    }

    /// <summary>Whether to go on behind <paramref name="at"/>.</summary>
    public static bool HasRoom(List<Blank> found, long at)
    {
        if (found.Count <= MaxBlanks)
            return true;
        found.Add(new(at, long.MaxValue - at, 0));
        return false;
    }

    /// <summary>Removes the position from a file itself.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> EraseAsync(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Blank[] blanks = await FindAsync((buffer, offset) => new(RandomAccess.Read(file, buffer.Span, offset)));
        byte[] bytes = new byte[64 << 10];
        foreach (Blank blank in blanks)
        {
            bytes.AsSpan().Fill(blank.Fill);
            long end = Math.Min(blank.Offset + blank.Length, RandomAccess.GetLength(file));
            for (long at = blank.Offset; at < end; at += bytes.Length)
                RandomAccess.Write(file, bytes.AsSpan(0, (int)Math.Min(bytes.Length, end - at)), at);
        }

        return blanks.Length > 0;
    }
}
