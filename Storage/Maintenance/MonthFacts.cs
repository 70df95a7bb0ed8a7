using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance;

/// <summary>
/// What all users' facts say of the images of one month. An image that was given away is among the facts of its new owner, and its files are in the
/// folder of the old one; where two still claim it, since a crash came in between, it is the one's who has changed it last.
/// </summary>
internal sealed class MonthFacts
{
    private readonly Dictionary<string, Known> _images = [];
    private readonly HashSet<string> _removed = [];
    private readonly Dictionary<string, Known> _taken = [];

    /// <summary>Lines that can't be believed.</summary>
    public int BadLines { get; private set; }

    /// <summary>Those that no original was found for.</summary>
    public IEnumerable<Known> Left => _images.Values;

    public static MonthFacts Read(IFactFiles files, IReadOnlyList<Account> accounts, string month)
    {
        var facts = new MonthFacts();
        foreach (Account account in accounts)
            facts.Add(account, files.Read(account.Name, month));
        return facts;
    }

    /// <summary>Of an original that was found; null when nothing is known of it.</summary>
    public Known? Take(BlobKey original)
    {
        string stem = Stem.Split(original.Stem).Stem;
        if (!_images.TryGetValue(stem, out Known? known) || known.Original.Folder != original.Folder || known.Original.Stem != original.Stem)
            return null;
        _images.Remove(stem);
        _taken.Add(stem, known);
        return known;
    }

    /// <summary>Of an image that is removed, or of a version beside the one that was taken.</summary>
    public bool IsRemoved(BlobKey original) => Stem.Split(original.Stem).Stem is var stem && (_removed.Contains(stem) || _taken.ContainsKey(stem));

    /// <summary>Of a version that is kept of an image that was taken.</summary>
    public bool IsKept(BlobKey original) =>
        _taken.TryGetValue(Stem.Split(original.Stem).Stem, out Known? known) && known.ToImage().Keeps(original);

    private void Add(Account account, byte[] file)
    {
        var own = new Dictionary<string, ImageFact?>();
        BadLines += FactFile.Each(file, fact =>
        {
            if (fact.Image is { } image)
                own[image.Stem] = image;
            if (fact.ImageRemoved is { } removed)
                own[removed] = null;
        });
        foreach ((string stem, ImageFact? fact) in own)
        {
            if (fact is null)
                _removed.Add(stem);
            else if (!_images.TryGetValue(stem, out Known? other) || other.Fact.UpdatedAt < fact.UpdatedAt)
                _images[stem] = new Known(account, fact);
        }
    }

    internal sealed record Known(Account Owner, ImageFact Fact)
    {
        public BlobKey Original => BlobKey.Of(
            Fact.Folder ?? Owner.Name, BlobKey.Photo, Stem.OfVersion(Fact.Stem, Fact.Version ?? 0), Fact.Extension);

        public Image ToImage() => Fact.ToImage(Owner.Name, Owner.UserId, Owner.AlbumIdOf(Fact));
    }
}
