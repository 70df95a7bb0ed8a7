using System.Collections.Concurrent;

namespace Maple.Imaging.Metadata;

/// <summary>
/// Remembers what <see cref="PositionFinder"/> found, so that a picture is looked through once and not with each request for it. Nothing of it is
/// stored: what is served follows the configuration, and a better finder works on old pictures too.
/// </summary>
internal sealed class PositionCache
{
    // 3 MB when all of them are photographs with a position.
    private const int MaxFiles = 4096;

    // Far more than a camera writes. A file with more is looked through each time rather than kept.
    private const int MaxBlanks = 200;

    private readonly ConcurrentDictionary<(string Name, long Length, DateTimeOffset Modified), Blank[]> _known = new();

    /// <param name="name">With length and time of change, names the bytes.</param>
    public async ValueTask<Blank[]> FindAsync(string name, long length, DateTimeOffset modified, ReadAt source)
    {
        if (_known.TryGetValue((name, length, modified), out Blank[]? known))
            return known;
        Blank[] found = await PositionFinder.FindAsync(source);
        if (found.Length <= MaxBlanks)
        {
            if (_known.Count >= MaxFiles)
                _known.Clear();
            _known[(name, length, modified)] = found;
        }

        return found;
    }
}
