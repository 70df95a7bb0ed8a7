using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance;

/// <summary>Compares the facts beside the pictures with the rows. They are what a lost database is made from.</summary>
/// <param name="keep">Writes down again what is so now.</param>
/// <param name="catchingUp">What writes facts after a crash, if anything does: they are looked at once it is done.</param>
internal sealed class FactCheck(IMetadataStore metadata, IFactFiles files, Func<IReadOnlyList<AskStore>, Task> keep, Task? catchingUp = null) : ICheckStep
{
    private const int Portion = 500;

    /// <summary>A line is there some milliseconds after its row; on a busy machine more. So it is looked again, each time after twice as long.</summary>
    private const int Looks = 4;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>More changes than that are never in flight: each has a connection, and there are 8,192 unless configured otherwise.</summary>
    private const int MostInFlight = 10_000;

    /// <summary>Clocks are set back, but seldom by more.</summary>
    private static readonly TimeSpan s_lately = TimeSpan.FromHours(1);

    private readonly FactSources _sources = new(metadata);

    public async Task RunAsync(CheckWish wish, CheckReport report)
    {
        if (catchingUp is not null)
            await catchingUp;
        foreach (User user in await metadata.Users.ListAsync())
        {
            await report.TryAsync($"{user.Name}/.facts", async () =>
            {
                await FileAsync(user, IFactFiles.Account, () => AccountAsync(user), wish, report);
                Dictionary<string, Dictionary<long, int>> rows = await RowsAsync(user);
                foreach (string month in rows.Keys.Union(files.Months(user.Name)).Order(StringComparer.Ordinal).ToList())
                {
                    IReadOnlyCollection<long> suspects = Suspects(rows.GetValueOrDefault(month, []), Prints(user, month));
                    if (suspects.Count > 0)
                        await FileAsync(user, month, () => ImagesAsync(user, month, suspects), wish, report);
                    rows.Remove(month);
                }
            });
        }
    }

    /// <summary>
    /// After a crash: writes the facts of what was just being changed, and takes as long for a million images as for ten thousand. What was in flight
    /// is among the rows that were changed last, or gone.
    /// </summary>
    /// <param name="gone">Images whose removal the crash cut off.</param>
    public async Task CatchUpAsync(IReadOnlyList<InFlightImage> gone, CheckReport report)
    {
        IReadOnlyList<User> users = await metadata.Users.ListAsync();
        var newest = new Dictionary<long, DateTimeOffset>();
        foreach (User user in users)
        {
            if (await LastChangedAsync(user, 1) is [var image])
                newest[user.Id] = image.UpdatedAt;
        }

        DateTimeOffset since = newest.Values.DefaultIfEmpty().Max();
        since = since - DateTimeOffset.MinValue > s_lately ? since - s_lately : since;
        foreach (User user in users)
        {
            await report.TryAsync($"{user.Name}/.facts", async () =>
            {
                var wish = new CheckWish(Repair: true, Deep: false);
                await FileAsync(user, IFactFiles.Account, () => AccountAsync(user), wish, report);
                await RemoveAsync(user, gone);
                if (newest.GetValueOrDefault(user.Id) < since)
                    return;
                IReadOnlyList<Image> images = await LastChangedAsync(user, MostInFlight);
                foreach (IGrouping<string, Image> month in images.Where(i => i.UpdatedAt >= since).GroupBy(i => FactSources.MonthOf(i.Stem)))
                    await FileAsync(user, month.Key, () => ImagesAsync(user, month.Key, [.. month.Select(i => i.Id)]), wish, report);
            });
        }
    }

    /// <summary>From a user's facts; whose an image was is not known any more.</summary>
    private async Task RemoveAsync(User user, IReadOnlyList<InFlightImage> gone)
    {
        foreach (IGrouping<string, string> month in gone.Select(image => Stem.Split(image.Stem).Stem).GroupBy(FactSources.MonthOf))
        {
            HashSet<string> written = [.. Read(user, month.Key, fact => fact.Stem).Values];
            await keep([.. month.Where(written.Contains).Select(stem => FactSources.Removal(user, stem))]);
        }
    }

    private async Task<IReadOnlyList<Image>> LastChangedAsync(User user, int number) =>
        (await metadata.Images.ListAsync(new ListQuery { UserId = user.Id, Number = number, Sort = [new SortKey(SortField.UpdatedAt, true)] })).Items;

    /// <param name="look">What is not as it should be, by the question that would put it right.</param>
    private async Task FileAsync(User user, string file, Func<Task<List<AskStore>>> look, CheckWish wish, CheckReport report)
    {
        List<AskStore> wrong = await LastingAsync(look);
        if (wrong.Count == 0)
            return;
        bool repaired = false;
        if (wish.Repair)
        {
            foreach (AskStore[] portion in wrong.Chunk(Portion))
                await keep(portion);
            repaired = (await LastingAsync(look)).Count == 0;
        }

        report.Findings.Add(new Finding(FindingKind.BadFacts, $"{user.Name}/.facts/{file}.jsonl", $"missing or different: {wrong.Count}", repaired));
    }

    private static async Task<List<AskStore>> LastingAsync(Func<Task<List<AskStore>>> look)
    {
        List<AskStore> wrong = await look();
        TimeSpan pause = s_firstPause;
        for (int i = 1; i < Looks && wrong.Count > 0; i++, pause *= 2)
        {
            await Task.Delay(pause);
            wrong = await look();
        }

        return wrong;
    }

    private async Task<List<AskStore>> AccountAsync(User known)
    {
        User user = await metadata.Users.FindAsync(known.Id) ?? known;
        Dictionary<long, KeyFact> keys = (await metadata.Keys.ListAsync(user.Id)).ToDictionary(key => key.Id, KeyFact.Of);
        var albums = new Dictionary<long, AlbumFact>();
        await EachAsync(user, metadata.Albums.ListAsync, album => albums.Add(album.Id, AlbumFact.Of(album)));
        Account account = Account.Read(files, user.Name);

        var wrong = new List<AskStore>();
        if (account.User != UserFact.Of(user))
            wrong.Add(_sources.User(user.Id));
        Dictionary<long, KeyFact> writtenKeys = account.Keys.ToDictionary(key => key.Id);
        foreach (long id in keys.Keys.Union(writtenKeys.Keys).Where(id => keys.GetValueOrDefault(id) != writtenKeys.GetValueOrDefault(id)))
            wrong.Add(_sources.Key(user.Id, id));
        Dictionary<long, AlbumFact> written = account.Albums.ToDictionary(album => album.Id);
        foreach (long id in albums.Keys.Union(written.Keys).Where(id => albums.GetValueOrDefault(id) != written.GetValueOrDefault(id)))
            wrong.Add(_sources.Album(user.Id, id));
        return wrong;
    }

    private async Task<List<AskStore>> ImagesAsync(User user, string month, IReadOnlyCollection<long> suspects)
    {
        var rows = new Dictionary<long, Image>();
        foreach (long id in suspects)
        {
            if (await metadata.Images.FindAsync(user.Id, id) is { } image)
                rows.Add(id, image);
        }

        Dictionary<long, ImageFact> written = Read(user, month, fact => fact, suspects.ToHashSet());
        var wrong = new List<AskStore>();
        foreach (long id in suspects)
        {
            ImageFact? fact = written.GetValueOrDefault(id);
            if (rows.GetValueOrDefault(id) is { } row)
            {
                if (fact is null || Print(fact) != Print(row, user))
                    wrong.Add(_sources.Image(row));
            }
            else if (fact is not null)
            {
                wrong.Add(_sources.Image(fact.ToImage(user.Name, user.Id, user.DefaultAlbumId)));
            }
        }

        return wrong;
    }

    /// <summary>By month and id, in a few bytes each: there may be a million.</summary>
    private async Task<Dictionary<string, Dictionary<long, int>>> RowsAsync(User user)
    {
        var months = new Dictionary<string, Dictionary<long, int>>();
        await EachAsync(user, metadata.Images.ListAsync, image =>
        {
            string month = FactSources.MonthOf(image.Stem);
            if (!months.TryGetValue(month, out Dictionary<long, int>? rows))
                months.Add(month, rows = []);
            rows.Add(image.Id, Print(image, user));
        });
        return months;
    }

    private Dictionary<long, int> Prints(User user, string month) => Read(user, month, Print);

    /// <param name="only">The ids that are asked for; all when null.</param>
    private Dictionary<long, T> Read<T>(User user, string month, Func<ImageFact, T> keep, HashSet<long>? only = null)
    {
        var byId = new Dictionary<long, T>();
        var ids = new Dictionary<string, long>();
        FactFile.Each(files.Read(user.Name, month), fact =>
        {
            if (fact.Image is { } image && only?.Contains(image.Id) != false)
            {
                Remove(image.Stem);
                ids[image.Stem] = image.Id;
                byId[image.Id] = keep(image);
            }

            if (fact.ImageRemoved is { } removed)
                Remove(removed);
        });
        return byId;

        void Remove(string stem)
        {
            if (ids.Remove(stem, out long id))
                byId.Remove(id);
        }
    }

    private static List<long> Suspects(Dictionary<long, int> rows, Dictionary<long, int> written) =>
    [
        .. rows.Where(row => !written.TryGetValue(row.Key, out int print) || print != row.Value).Select(row => row.Key),
        .. written.Keys.Where(id => !rows.ContainsKey(id)),
    ];

    /// <summary>32 bits: of four billion differences one goes unseen. The album's name is left out, which only its own fact follows.</summary>
    private static int Print(ImageFact fact) => (fact with { Album = "" }).GetHashCode();

    private static int Print(Image row, User owner) => Print(ImageFact.Of(row, "", owner.Name));

    private static async Task EachAsync<T>(User user, Func<ListQuery, CancellationToken, Task<Page<T>>> list, Action<T> take)
    {
        Page<T> page;
        int number = 1;
        do
        {
            page = await list(new ListQuery { UserId = user.Id, Page = number++, Number = Portion }, CancellationToken.None);
            foreach (T thing in page.Items)
                take(thing);
        }
        while (page.Items.Count == Portion);
    }
}
