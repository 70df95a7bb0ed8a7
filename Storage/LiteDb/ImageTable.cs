namespace Maple.Storage.LiteDb;

/// <summary>
/// What lists need to know of one user's images, in the order of ids: 48 bytes and the texts for each. The rest is read from the engine,
/// for the rows of one page at a time.
/// </summary>
/// <remarks>Ids are given in rising order, so rows are nearly always added behind the last one. An image of another user's comes in between.</remarks>
internal sealed class ImageTable
{
    private const int ChunkSize = 512;

    private readonly List<ImageChunk> _chunks = [];

    public int Count { get; private set; }

    public IReadOnlyList<ImageChunk> Chunks => _chunks;

    public void Add(ImageRow row, string name, string description)
    {
        int at = ChunkOf(row.Id);
        if (at < 0 || (_chunks[at].Count >= ChunkSize && at == _chunks.Count - 1 && row.Id > _chunks[at].LastId))
            _chunks.Insert(++at, new ImageChunk());
        else if (_chunks[at].Count >= ChunkSize)
            at = Split(at, row.Id);
        _chunks[at].Add(row, name, description);
        Count++;
    }

    /// <summary>Adds rows with ids above all others.</summary>
    public void Append(ImageChunk chunk)
    {
        if (chunk.Count == 0)
            return;
        if (_chunks is [.., var last] && last.LastId >= chunk.Rows[0].Id)
            throw new ArgumentException($"the row {chunk.Rows[0].Id} does not follow {last.LastId}");
        _chunks.Add(chunk);
        Count += chunk.Count;
    }

    /// <summary>Copies of the next chunks with rows behind an id; none at the end.</summary>
    public List<ImageChunk> CopyAfter(long id, int chunks)
    {
        List<ImageChunk> copies = [];
        for (int at = Math.Max(ChunkOf(id), 0); at < _chunks.Count && copies.Count < chunks; at++)
        {
            if (_chunks[at].LastId > id)
                copies.Add(_chunks[at].CopyAfter(id));
        }

        return copies;
    }

    public bool TryFind(long id, out ImageRow row)
    {
        int at = ChunkOf(id);
        if (at >= 0 && _chunks[at].IndexOf(id) is >= 0 and int index)
        {
            row = _chunks[at].Rows[index];
            return true;
        }

        row = default;
        return false;
    }

    /// <summary>Replaces the row of that id, which must exist.</summary>
    public void Replace(ImageRow row, string name, string description)
    {
        ImageChunk chunk = _chunks[ChunkOf(row.Id)];
        chunk.Replace(chunk.IndexOf(row.Id), row, name, description);
    }

    public void Remove(long id)
    {
        int at = ChunkOf(id);
        ImageChunk chunk = _chunks[at];
        chunk.RemoveAt(chunk.IndexOf(id));
        Count--;
        if (chunk.Count == 0)
        {
            _chunks.RemoveAt(at);
        }
        else if (at + 1 < _chunks.Count && chunk.Count + _chunks[at + 1].Count <= ChunkSize / 2)
        {
            chunk.Append(_chunks[at + 1]);
            _chunks.RemoveAt(at + 1);
        }
    }

    /// <summary>Ids from a rank on, at most <paramref name="count"/>.</summary>
    public IEnumerable<long> Slice(int rank, int count)
    {
        foreach (ImageChunk chunk in _chunks)
        {
            for (; rank < chunk.Count && count > 0; rank++, count--)
                yield return chunk.Rows[rank].Id;
            if (count == 0)
                yield break;
            rank -= chunk.Count;
        }
    }

    /// <summary>How many have lower ids.</summary>
    public int Rank(long id)
    {
        int at = ChunkOf(id);
        if (at < 0)
            return 0;
        int rank = 0;
        for (int before = 0; before < at; before++)
            rank += _chunks[before].Count;
        int index = _chunks[at].IndexOf(id);
        return rank + (index < 0 ? ~index : index);
    }

    /// <summary>Ids from one to another, both included.</summary>
    public IEnumerable<long> Between(long first, long last)
    {
        int rank = Rank(first);
        return Slice(rank, Rank(last + 1) - rank);
    }

    /// <summary>Returns in which half the id has its place.</summary>
    private int Split(int at, long id)
    {
        ImageChunk full = _chunks[at];
        long middle = full.Rows[full.Count / 2 - 1].Id;
        _chunks[at] = full.CopyThrough(middle);
        _chunks.Insert(at + 1, full.CopyAfter(middle));
        return id > middle ? at + 1 : at;
    }

    /// <summary>The last chunk that begins at or before the id, or the first; -1 when there is none.</summary>
    private int ChunkOf(long id)
    {
        int low = 0, high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_chunks[middle].Rows[0].Id <= id)
                low = middle;
            else
                high = middle - 1;
        }

        return high < 0 ? -1 : low;
    }
}
