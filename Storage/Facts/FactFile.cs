namespace Maple.Storage.Facts;

/// <summary>A file of facts, read from the first line to the last.</summary>
internal static class FactFile
{
    /// <summary>Returns how many lines could not be read.</summary>
    public static int Each(ReadOnlySpan<byte> file, Action<Fact> take)
    {
        int bad = 0;
        while (!file.IsEmpty)
        {
            int end = file.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? file : file[..end];
            file = end < 0 ? [] : file[(end + 1)..];
            if (FactLine.Read(line) is { } fact)
                take(fact);
            else if (!line.IsEmpty)
                bad++;
        }

        return bad;
    }
}
