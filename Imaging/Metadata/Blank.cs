namespace Maple.Imaging.Metadata;

/// <summary>A run of a file's bytes that is to read as one byte over and over. The length of the file stays, so ranges and offsets do too.</summary>
internal readonly record struct Blank(long Offset, long Length, byte Fill)
{
    /// <summary>Changes bytes that were read from <paramref name="offset"/> on.</summary>
    public static void Apply(ReadOnlySpan<Blank> blanks, Span<byte> bytes, long offset)
    {
        foreach (Blank blank in blanks)
        {
            long from = Math.Max(blank.Offset, offset), to = Math.Min(blank.Offset + blank.Length, offset + bytes.Length);
            if (from < to)
                bytes[(int)(from - offset)..(int)(to - offset)].Fill(blank.Fill);
        }
    }
}

/// <summary>Reads a file at an offset; fewer bytes than asked for at its end, 0 only there.</summary>
internal delegate ValueTask<int> ReadAt(Memory<byte> buffer, long offset);
