namespace Maple.Imaging;

/// <param name="Source">Names the picture.</param>
/// <param name="Key">Names the variant of it.</param>
/// <param name="Extension">Of the file, without dot.</param>
/// <param name="Bytes">Size of the file.</param>
internal sealed record VariantEntry(string Source, string Key, string Extension, long Bytes)
{
    // What a file takes on disk at least; it also bounds the number of entries by the bytes allowed.
    private const long Block = 4096;

    public long Room => (Bytes + Block - 1) / Block * Block;
}

/// <summary>What the cache holds, in the order of use. Not for use by two threads.</summary>
internal sealed class VariantIndex
{
    private readonly LinkedList<VariantEntry> _byUse = [];
    private readonly Dictionary<string, Dictionary<string, LinkedListNode<VariantEntry>>> _bySource = [];
    private long _room;

    /// <param name="entries">Least recently used first.</param>
    /// <param name="maxBytes">Room for all of them together.</param>
    /// <param name="drop">Called for each that finds no room.</param>
    public static VariantIndex Of(IEnumerable<VariantEntry> entries, long maxBytes, Action<VariantEntry> drop)
    {
        VariantIndex index = new();
        foreach (VariantEntry entry in entries)
        {
            foreach (VariantEntry old in index.Add(entry, maxBytes))
                drop(old);
        }

        return index;
    }

    /// <summary>Bytes of disk that the entries take.</summary>
    public long Room => _room;

    /// <summary>A copy, least recently used first.</summary>
    public IReadOnlyList<VariantEntry> All() => [.. _byUse];

    /// <summary>The entry, now the most recently used; null when there is none.</summary>
    public VariantEntry? Use(string source, string key)
    {
        if (!_bySource.TryGetValue(source, out var variants) || !variants.TryGetValue(key, out var node))
            return null;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value;
    }

    /// <summary>Adds or replaces an entry and returns those that had to go for it, never the new one itself.</summary>
    public List<VariantEntry> Add(VariantEntry entry, long maxBytes)
    {
        List<VariantEntry> gone = [];
        if (Use(entry.Source, entry.Key) is { } same)
        {
            Remove(same);
            if (same.Extension != entry.Extension)
                gone.Add(same);
        }

        if (!_bySource.TryGetValue(entry.Source, out var variants))
            _bySource.Add(entry.Source, variants = []);
        variants.Add(entry.Key, _byUse.AddLast(entry));
        _room += entry.Room;

        while (_room > maxBytes && _byUse.First!.Value is { } oldest && oldest != entry)
        {
            Remove(oldest);
            gone.Add(oldest);
        }

        return gone;
    }

    public void Remove(VariantEntry entry)
    {
        if (!_bySource.TryGetValue(entry.Source, out var variants) || !variants.Remove(entry.Key, out var node))
            return;
        if (variants.Count == 0)
            _bySource.Remove(entry.Source);
        _byUse.Remove(node);
        _room -= node.Value.Room;
    }

    public void RemoveAll(string source)
    {
        if (!_bySource.Remove(source, out var variants))
            return;
        foreach (LinkedListNode<VariantEntry> node in variants.Values)
        {
            _byUse.Remove(node);
            _room -= node.Value.Room;
        }
    }
}
