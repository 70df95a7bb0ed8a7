using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance;

/// <summary>
/// Makes a new store from the originals and the facts beside them. An original without facts is looked at; facts without an original are a
/// picture that is lost, and are reported.
/// </summary>
/// <param name="describe">What an original itself tells; null when it is no picture.</param>
internal sealed class Rebuild(IFactFiles files, IMetadataImport target, Func<BlobKey, Task<NewImage?>> describe, TimeProvider time)
{
    /// <summary>No password has this hash: the user sets one with <c>maple passwd</c>.</summary>
    private const string NoPassword = "!";

    private readonly RebuildReport _report = new();
    private readonly IdGiver _imageIds = new();
    private readonly List<(Account Account, BlobKey Original, ImageFact? Fact)> _unnumbered = [];

    /// <summary>Albums by the image that is to be their cover, and the images that are.</summary>
    private readonly Dictionary<long, long> _coverOf = [];
    private readonly List<Image> _covers = [];

    public async Task<RebuildReport> RunAsync()
    {
        List<Account> accounts = [.. files.Users().Select(name => Account.Read(files, name))];
        await AddAccountsAsync(accounts);
        foreach (Account account in accounts)
        {
            foreach (string month in files.Months(account.Name))
                await AddMonthAsync(account, month);
        }

        // Now every id that was ever given is known.
        foreach ((Account account, BlobKey original, ImageFact? fact) in _unnumbered)
        {
            if (fact is not null)
                await AddAsync([fact.ToImage(account.Name, account.UserId, account.AlbumIdOf(fact)) with { Id = _imageIds.Give(0) }]);
            else
                await AddUnknownAsync(account, original);
        }

        foreach (Image cover in _covers)
            await target.SetCoverAsync(cover.UserId, cover.AlbumId, cover.Id);
        return _report;
    }

    private async Task AddAccountsAsync(List<Account> accounts)
    {
        IdGiver userIds = new(), albumIds = new(), keyIds = new();
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        foreach (Account account in accounts)
        {
            userIds.Reserve(account.User?.Id ?? 0);
            account.Albums.ForEach(album => albumIds.Reserve(album.Id));
            keyIds.Reserve(account.Keys.Select(key => key.Id).DefaultIfEmpty().Max());
        }

        // The oldest first: where two claim an id, or an e-mail, it stays with the one who had it.
        accounts.Sort((a, b) => (a.User?.CreatedAt ?? DateTimeOffset.MaxValue).CompareTo(b.User?.CreatedAt ?? DateTimeOffset.MaxValue));
        bool hasAdmin = accounts.Any(a => a.User?.IsAdmin == true);
        var emails = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Account account in accounts)
        {
            account.UserId = userIds.Give(account.User?.Id ?? 0);
            account.GiveAlbumIds(albumIds, now);
            string email = account.User?.Email is { } known && emails.Add(known) ? known : $"{account.UserId}@unknown.invalid";
            var user = new User
            {
                Id = account.UserId,
                Name = account.Name,
                Email = email,
                PasswordHash = account.User?.PasswordHash ?? NoPassword,
                IsAdmin = account.User?.IsAdmin ?? !hasAdmin,
                DefaultAlbumId = account.DefaultAlbumId,
                CreatedAt = account.User?.CreatedAt ?? now,
            };
            foreach (AlbumFact album in account.Albums)
            {
                if (album.Cover is { } cover)
                    _coverOf[cover] = album.Id;
            }

            IEnumerable<KeyFact> keys = account.Keys.Count > 0 ? account.Keys : [new KeyFact(0, ApiKey.DefaultName, now)];
            await target.AddAsync(
                user,
                [.. account.Albums.Select(album => AlbumOf(album, user.Id))],
                [.. keys.Select(key => new ApiKey { Id = keyIds.Give(key.Id), UserId = user.Id, Name = key.Name, IssuedAt = key.IssuedAt })]);
            _report.Users++;
            _report.Albums += account.Albums.Count;
            _report.BadLines += account.BadLines;
            if (account.User is null || account.Keys.Count == 0)
                _report.UsersWithoutFacts.Add(account.Name);
        }
    }

    private async Task AddMonthAsync(Account account, string month)
    {
        var facts = new Dictionary<string, ImageFact?>();
        _report.BadLines += FactFile.Each(files.Read(account.Name, month), fact =>
        {
            if (fact.Image is { } image)
                facts[image.Stem] = image;
            if (fact.ImageRemoved is { } removed)
                facts[removed] = null;
        });
        var images = new List<Image>();
        foreach (BlobKey original in files.Originals(account.Name, month))
        {
            bool isKnown = facts.Remove(original.Stem, out ImageFact? fact);
            if (isKnown && fact is null)
                _report.Removed.Add(original.Value);
            else if (fact is not null && _imageIds.IsFree(fact.Id))
                images.Add(fact.ToImage(account.Name, account.UserId, account.AlbumIdOf(fact)) with { Id = _imageIds.Give(fact.Id) });
            else
                _unnumbered.Add((account, original, fact));
        }

        foreach (ImageFact lost in facts.Values.OfType<ImageFact>())
            _report.Lost.Add(BlobKey.Of(account.Name, BlobKey.Photo, lost.Stem, lost.Extension).Value);
        await AddAsync(images);
    }

    private async Task AddUnknownAsync(Account account, BlobKey original)
    {
        if (await describe(original) is not { } found)
        {
            _report.NoPictures.Add(original.Value);
            return;
        }

        DateTimeOffset created = Stem.TimeOf(original.Stem) ?? time.GetUtcNow();
        _report.WithoutFacts.Add(original.Value);
        await AddAsync(
        [
            new Image
            {
                Id = _imageIds.Give(0),
                UserId = account.UserId,
                AlbumId = account.DefaultAlbumId,
                Name = found.Name,
                Description = found.Description,
                OriginalFilename = found.OriginalFilename,
                Stem = original.Stem,
                Folder = account.Name,
                Extension = original.Extension,
                RenditionExtension = found.RenditionExtension,
                Width = found.Width,
                Height = found.Height,
                Bytes = found.Bytes,
                Sha256 = found.Sha256,
                CreatedAt = created,
                UpdatedAt = created,
            },
        ]);
    }

    private async Task AddAsync(IReadOnlyList<Image> images)
    {
        // A transaction of this size takes some milliseconds and stays in memory.
        const int Portion = 500;
        foreach (Image[] portion in images.Chunk(Portion))
            await target.AddAsync(portion);
        _report.Images += images.Count;
        _covers.AddRange(images.Where(image => _coverOf.TryGetValue(image.Id, out long album) && album == image.AlbumId));
    }

    private static Album AlbumOf(AlbumFact fact, long userId) => new()
    {
        Id = fact.Id,
        UserId = userId,
        Name = fact.Name,
        Description = fact.Description,
        IsDefault = fact.IsDefault,
        CreatedAt = fact.CreatedAt,
        UpdatedAt = fact.UpdatedAt,
        ImageCount = 0,
    };
}

/// <summary>What a rebuild made, and of what it could not be sure. Pictures are named by their paths below the upload folder.</summary>
internal sealed class RebuildReport
{
    public int Users { get; set; }
    public int Albums { get; set; }
    public int Images { get; set; }

    /// <summary>Lines of facts that were torn or spoilt, and left out.</summary>
    public int BadLines { get; set; }

    /// <summary>Whose facts are gone: they need a new password, or have got a new key.</summary>
    public List<string> UsersWithoutFacts { get; } = [];

    /// <summary>Taken in with what the file itself tells: the name is the file's.</summary>
    public List<string> WithoutFacts { get; } = [];

    /// <summary>Facts whose original is gone.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Originals of images that were deleted; left where they are, and not taken in.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>Files among the originals that are no pictures; left where they are.</summary>
    public List<string> NoPictures { get; } = [];
}
