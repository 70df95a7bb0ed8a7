using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance;

/// <summary>
/// Makes a new store from the originals and the facts beside them. An original without facts is looked at; facts without an original are a
/// picture that is lost, and are reported.
/// </summary>
/// <param name="describe">What an original itself tells; null when it is no picture.</param>
/// <param name="unfinished">Originals of uploads that were never answered: without facts they are nobody's.</param>
internal sealed class Rebuild(
    IFactFiles files, IMetadataImport target, Func<BlobKey, Task<NewImage?>> describe, TimeProvider time, IReadOnlySet<BlobKey>? unfinished = null)
{
    /// <summary>No password has this hash: the user sets one with <c>maple passwd</c>.</summary>
    private const string NoPassword = "!";

    private readonly RebuildReport _report = new();
    private readonly IdGiver _userIds = new(), _albumIds = new(), _keyIds = new(), _imageIds = new();
    private readonly HashSet<string> _emails = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(BlobKey Original, MonthFacts.Known? Known)> _unnumbered = [];

    private readonly HashSet<(string Folder, string Stem)> _unknown = [];

    /// <summary>Albums by the image that is to be their cover, and the images that are.</summary>
    private readonly Dictionary<long, long> _coverOf = [];
    private readonly List<Image> _covers = [];

    public async Task<RebuildReport> RunAsync()
    {
        Dictionary<string, Account> folders = files.Users().ToDictionary(name => name, name => Account.Read(files, name));
        // A folder without facts may be that of a user who was removed, and hold what they gave away.
        await AddAccountsAsync([.. folders.Values.Where(account => files.HasFacts(account.Name))]);
        foreach (string month in folders.Keys.SelectMany(files.Months).Distinct().Order(StringComparer.Ordinal).ToList())
            await AddMonthAsync([.. folders.Values], month);
        await AddAccountsAsync([.. _unnumbered.Where(entry => entry.Known is null).Select(entry => folders[entry.Original.Folder])
            .Distinct().Where(account => account.UserId == 0)]);

        // Now every id that was ever given is known.
        // Of several versions the last.
        foreach ((BlobKey original, MonthFacts.Known? known) in _unnumbered.OrderByDescending(entry => Stem.Split(entry.Original.Stem).Version))
        {
            if (known is not null)
                await AddAsync([known.ToImage() with { Id = _imageIds.Give(0) }]);
            else
                await AddUnknownAsync(folders[original.Folder], original);
        }

        foreach (Image cover in _covers)
            await target.SetCoverAsync(cover.UserId, cover.AlbumId, cover.Id);
        return _report;
    }

    private async Task AddAccountsAsync(List<Account> accounts)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        foreach (Account account in accounts)
        {
            _userIds.Reserve(account.User?.Id ?? 0);
            account.Albums.ForEach(album => _albumIds.Reserve(album.Id));
            _albumIds.Reserve(account.Keys.Select(key => key.Album ?? 0).DefaultIfEmpty().Max());
            _keyIds.Reserve(account.Keys.Select(key => key.Id).DefaultIfEmpty().Max());
        }

        // The oldest first: where two claim an id, or an e-mail, it stays with the one who had it.
        accounts.Sort((a, b) => (a.User?.CreatedAt ?? DateTimeOffset.MaxValue).CompareTo(b.User?.CreatedAt ?? DateTimeOffset.MaxValue));
        bool hasAdmin = _report.Users > 0 || accounts.Any(a => a.User?.IsAdmin == true);
        foreach (Account account in accounts)
            await AddAccountAsync(account, now, isAdmin: account.User?.IsAdmin ?? !hasAdmin);
    }

    private async Task AddAccountAsync(Account account, DateTimeOffset now, bool isAdmin)
    {
        account.UserId = _userIds.Give(account.User?.Id ?? 0);
        account.GiveAlbumIds(_albumIds, now);
        string email = account.User?.Email is { } known && _emails.Add(known) ? known : $"{account.UserId}@unknown.invalid";
        var user = new User
        {
            Id = account.UserId,
            Name = account.Name,
            Email = email,
            PasswordHash = account.User?.PasswordHash ?? NoPassword,
            IsAdmin = isAdmin,
            IsDisabled = account.User?.IsDisabled ?? false,
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
            [.. keys.Select(key => key.ToKey(_keyIds.Give(key.Id), user.Id, account.AlbumIdOf(key)))]);
        _report.Users++;
        _report.Albums += account.Albums.Count;
        _report.BadLines += account.BadLines;
        if (account.User is null || account.Keys.Count == 0)
            _report.UsersWithoutFacts.Add(account.Name);
    }

    private async Task AddMonthAsync(IReadOnlyList<Account> folders, string month)
    {
        MonthFacts facts = MonthFacts.Read(files, folders, month);
        _report.BadLines += facts.BadLines;
        var others = new List<BlobKey>();
        foreach (Account folder in folders)
        {
            var images = new List<Image>();
            foreach (BlobKey original in files.Originals(folder.Name, month))
            {
                if (facts.Take(original) is not { } known)
                {
                    if (unfinished?.Contains(original) == true)
                        _report.Unfinished.Add(original);
                    else
                        others.Add(original);
                }
                else if (_imageIds.IsFree(known.Fact.Id))
                    images.Add(known.ToImage() with { Id = _imageIds.Give(known.Fact.Id) });
                else
                    _unnumbered.Add((original, known));
            }

            await AddAsync(images);
        }

        foreach (BlobKey original in others)
        {
            if (facts.IsKept(original))
                continue;
            if (facts.IsRemoved(original))
                _report.Removed.Add(original.Value);
            else
                _unnumbered.Add((original, null));
        }

        _report.Lost.AddRange(facts.Left.Select(lost => lost.Original.Value));
    }

    private async Task AddUnknownAsync(Account account, BlobKey original)
    {
        (string stem, int version) = Stem.Split(original.Stem);
        // A first version that was kept is the image's no more.
        if (Stem.OfVersion(stem, version) != original.Stem || !_unknown.Add((original.Folder, stem)))
        {
            _report.Removed.Add(original.Value);
            return;
        }

        if (await describe(original) is not { } found)
        {
            _report.NoPictures.Add(original.Value);
            return;
        }

        DateTimeOffset created = Stem.TimeOf(stem) ?? time.GetUtcNow();
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
                Stem = stem,
                Version = version,
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
        IsPrivate = fact.Private == true,
        CreatedAt = fact.CreatedAt,
        UpdatedAt = fact.UpdatedAt,
        ImageCount = 0,
    };
}
