namespace Maple.Storage.LiteDb;

/// <summary>
/// What the store holds in memory: users, keys, sessions and albums whole, and of images what finds them. It mirrors the engine, both are
/// changed together under one lock.
/// </summary>
internal sealed class StoreState(Counters counters)
{
    private int _albums, _images;
    private volatile bool _hides;

    public Counters Counters => counters;
    public RowCounts Rows => new(Users.Count, Keys.Count, _albums, _images);
    public SortedDictionary<long, UserEntry> Users { get; } = [];
    public Dictionary<string, UserEntry> UsersByName { get; } = new(StringComparer.OrdinalIgnoreCase);
    public HashSet<string> Emails { get; } = new(StringComparer.OrdinalIgnoreCase);
    public Dictionary<long, ApiKey> Keys { get; } = [];
    public Dictionary<string, Session> Sessions { get; } = [];
    public Dictionary<string, UploadPolicy> Policies { get; } = [];

    /// <summary>The index of images by a hash of their stem.</summary>
    public OrderedList<HashKey> Stems { get; } = new();

    /// <summary>The index of images by a hash of their owner and digest.</summary>
    public OrderedList<HashKey> Digests { get; } = new();

    public DayCounts Days { get; } = new();

    /// <summary>There is a private album, or was since the store was opened: a file of its may have outlived its row. To be read from any thread.</summary>
    public bool HidesPictures => _hides;

    public UserEntry? User(long id) => Users.GetValueOrDefault(id);

    public AlbumEntry? Album(long userId, long id) => User(userId)?.Albums.GetValueOrDefault(id);

    public void Add(User user) => Add(new UserEntry(user));

    public void Add(UserEntry entry)
    {
        Users.Add(entry.User.Id, entry);
        UsersByName.Add(entry.User.Name, entry);
        Emails.Add(entry.User.Email);
    }

    public void Remove(User user)
    {
        Users.Remove(user.Id);
        UsersByName.Remove(user.Name);
        Emails.Remove(user.Email);
    }

    /// <summary>A user's name never changes.</summary>
    public void Replace(User old, User user)
    {
        Emails.Remove(old.Email);
        Emails.Add(user.Email);
        Users[user.Id].User = user;
    }

    public void Add(ApiKey key)
    {
        Keys.Add(key.Id, key);
        Users[key.UserId].Keys.Add(key.Name, key);
    }

    public void Remove(ApiKey key)
    {
        Keys.Remove(key.Id);
        Users[key.UserId].Keys.Remove(key.Name);
    }

    /// <summary>By one of the same id and name.</summary>
    public void Replace(ApiKey key)
    {
        Keys[key.Id] = key;
        Users[key.UserId].Keys[key.Name] = key;
    }

    public void Add(Album album)
    {
        _hides |= album.IsPrivate;
        Users[album.UserId].Add(new AlbumEntry(album));
        _albums++;
    }

    public void Replace(Album album)
    {
        _hides |= album.IsPrivate;
        Users[album.UserId].Replace(album);
    }

    public void Remove(Album album)
    {
        Users[album.UserId].Remove(album.Id);
        _albums--;
    }

    public void Add(Image image)
    {
        Users[image.UserId].Add(image);
        Digests.Add(DigestKey(image.UserId, image.Sha256, image.Id));
        Stems.Add(StemKey(image.Stem, image.Id));
        Days.Add(image);
        _images++;
    }

    public void Remove(Image image)
    {
        Users[image.UserId].Remove(image);
        Digests.Remove(DigestKey(image.UserId, image.Sha256, image.Id));
        Stems.Remove(StemKey(image.Stem, image.Id));
        Days.Remove(image);
        _images--;
    }

    /// <summary>Adds rows with ids above all others of that user, but not to the indexes.</summary>
    public void Append(long userId, ImageChunk images)
    {
        Users[userId].Append(images);
        Days.Add(images.Rows);
        _images += images.Count;
    }

    /// <summary>Ids of images that may have that digest; nearly always none or one.</summary>
    public IEnumerable<long> ByDigest(long userId, string sha256) => Candidates(Digests, DigestKey(userId, sha256, 0));

    /// <summary>Ids of images that may have that stem.</summary>
    public IEnumerable<long> ByStem(string stem) => Candidates(Stems, StemKey(stem, 0));

    /// <summary>Null when the picture is for everybody.</summary>
    /// <param name="folder">Of its files: nearly always its owner's.</param>
    /// <param name="stem">Two of one hash are both hidden if one is.</param>
    public HiddenPicture? Hidden(string folder, string stem)
    {
        bool isThere = false;
        foreach (long id in ByStem(stem))
        {
            if (FindOwner(folder, id, out ImageRow row) is not { } owner)
                continue;
            isThere = true;
            if (owner.Albums[row.AlbumId].Facts.IsPrivate)
                return new HiddenPicture(new PictureOwner(owner.User.Id, row.AlbumId));
        }

        return isThere ? null : HiddenPicture.Nobodys;
    }

    private UserEntry? FindOwner(string folder, long id, out ImageRow row)
    {
        if (UsersByName.GetValueOrDefault(folder) is { } likely && likely.Images.TryFind(id, out row))
            return likely;
        // It was given to another user.
        foreach (UserEntry user in Users.Values)
        {
            if (user.Images.TryFind(id, out row))
                return user;
        }

        row = default;
        return null;
    }

    private static IEnumerable<long> Candidates(OrderedList<HashKey> index, HashKey first) =>
        index.From(first).TakeWhile(key => key.Hash == first.Hash).Select(key => key.Id);

    private static HashKey DigestKey(long userId, string sha256, long id) => new(Hash(sha256, (ulong)userId), id);

    private static HashKey StemKey(string stem, long id) => new(Hash(stem, 0), id);

    /// <summary>FNV-1a, 64 bits. What it finds is compared in full, so a collision costs one read.</summary>
    private static ulong Hash(string text, ulong seed)
    {
        ulong hash = 14695981039346656037 ^ seed;
        foreach (char c in text)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
