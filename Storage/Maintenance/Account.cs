using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance;

/// <summary>What the facts say of one user, and the ids that they are going to have.</summary>
internal sealed class Account
{
    private readonly Dictionary<long, long> _albumOf = [];

    public required string Name { get; init; }
    public required UserFact? User { get; init; }
    public required List<AlbumFact> Albums { get; init; }
    public required IReadOnlyList<KeyFact> Keys { get; init; }

    /// <summary>Lines that can't be believed.</summary>
    public required int BadLines { get; init; }

    public long UserId { get; set; }
    public long DefaultAlbumId { get; private set; }

    public static Account Read(IFactFiles files, string name)
    {
        UserFact? user = null;
        var albums = new Dictionary<long, AlbumFact>();
        var keys = new Dictionary<string, KeyFact>(StringComparer.OrdinalIgnoreCase);
        int bad = FactFile.Each(files.Read(name, IFactFiles.Account), fact =>
        {
            user = fact.User ?? user;
            if (fact.Album is { } album)
                albums[album.Id] = album;
            if (fact.AlbumRemoved is { } removed)
                albums.Remove(removed);
            if (fact.Key is { } key)
                keys[key.Name] = key;
            // Of a key that has the name since, the id is another.
            if (fact.KeyRemoved is { } revoked && keys.Values.FirstOrDefault(key => key.Id == revoked) is { } known)
                keys.Remove(known.Name);
        });
        return new Account { Name = name, User = user, Albums = [.. albums.Values], Keys = [.. keys.Values], BadLines = bad };
    }

    /// <param name="albumIds">Ids for albums, unique in the whole store.</param>
    public void GiveAlbumIds(IdGiver albumIds, DateTimeOffset now)
    {
        if (!Albums.Any(a => a.IsDefault))
            Albums.Add(new AlbumFact(0, Album.DefaultName, "", true, now, now));
        for (int i = 0; i < Albums.Count; i++)
        {
            long id = albumIds.Give(Albums[i].Id);
            _albumOf[Albums[i].Id] = id;
            Albums[i] = Albums[i] with { Id = id };
        }

        DefaultAlbumId = Albums.First(a => a.IsDefault).Id;
    }

    /// <summary>The album of a key. One that is gone stays gone: a key for it is for nothing, never for everything.</summary>
    public long? AlbumIdOf(KeyFact key) => key.Album is { } album ? _albumOf.GetValueOrDefault(album, album) : null;

    /// <summary>Where an image goes whose facts name this album: into the default album when it is gone.</summary>
    public long AlbumIdOf(ImageFact image) => _albumOf.GetValueOrDefault(image.AlbumId, DefaultAlbumId);
}

/// <summary>Gives everything the id that it had, and a new one to what had none or one that is taken.</summary>
internal sealed class IdGiver
{
    private readonly HashSet<long> _taken = [];
    private long _last;

    /// <summary>Ids up to here are not new.</summary>
    public void Reserve(long id) => _last = Math.Max(_last, id);

    public bool IsFree(long id) => id > 0 && !_taken.Contains(id);

    public long Give(long wanted)
    {
        long id = IsFree(wanted) ? wanted : _last + 1;
        _taken.Add(id);
        Reserve(id);
        return id;
    }
}
