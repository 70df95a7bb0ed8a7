using System.Text;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    private static readonly string[] s_words = ["Cat", "cat", "DOG", "Über", "über", "图片", "straße", "a.png", "Z", "🍁"];

    /// <summary>Every answer against a plain filter and sort of everything that was put in.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Lists_of_images_agree_with_a_plain_filter_and_sort(int seed, bool reopened)
    {
        Random random = new(seed);
        User user = await AddUserAsync();
        User other = await AddUserAsync("other");
        List<Album> albums = [(await Store.Albums.FindAsync(user.Id, user.DefaultAlbumId))!];
        albums.Add(await Store.Albums.AddAsync(user.Id, "second", ""));
        albums.Add(await Store.Albums.AddAsync(user.Id, "empty", ""));
        Dictionary<long, Image> kept = await FillAsync(random, user, albums);
        await AddImageAsync(other, 1);
        if (reopened)
            await ReopenAsync();
        List<DateTimeOffset> times = [.. kept.Values.Select(image => image.CreatedAt)];
        for (int i = 0; i < 300; i++)
        {
            ListQuery query = new()
            {
                UserId = user.Id,
                Page = random.Next(1, 8),
                Number = random.Next(1, 101),
                Name = random.Next(3) == 0 ? s_words[random.Next(s_words.Length)] : null,
                Description = random.Next(6) == 0 ? s_words[random.Next(s_words.Length)] : null,
                AlbumId = random.Next(3) == 0 ? albums[random.Next(albums.Count)].Id : null,
                From = random.Next(3) == 0 ? times[random.Next(times.Count)].AddTicks(random.Next(-1, 2)) : null,
                Until = random.Next(3) == 0 ? times[random.Next(times.Count)].AddTicks(random.Next(-1, 2)) : null,
                Sort = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new SortKey((SortField)random.Next(6), random.Next(2) == 0))],
            };
            Page<Image> page = await Store.Images.ListAsync(query);
            List<Image> expected = [.. Plain(kept.Values, query)];
            Assert.Equal(expected.Count, page.Total);
            Assert.Equal(expected.Skip((query.Page - 1) * query.Number).Take(query.Number), page.Items);
        }
    }

    [Fact]
    public async Task A_page_past_the_end_is_empty_and_still_says_the_total()
    {
        User user = await AddUserAsync();
        for (int i = 0; i < 3; i++)
            await AddImageAsync(user, i);
        foreach (SortField field in Enum.GetValues<SortField>())
        {
            ListQuery query = new() { UserId = user.Id, Page = int.MaxValue, Number = 100, Sort = [new(field, true)] };
            Page<Image> page = await Store.Images.ListAsync(query);
            Assert.Empty(page.Items);
            Assert.Equal(3, page.Total);
        }

        Page<Image> unknown = await Store.Images.ListAsync(new ListQuery { UserId = user.Id + 1 });
        Assert.Empty(unknown.Items);
        Assert.Equal(0, unknown.Total);
        Assert.Equal(0, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id, AlbumId = 999 })).Total);
    }

    /// <summary>Whole lists by id are cut out of the users' own, the rest is a pass over all: both against a plain filter and sort.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Lists_of_everybodys_images_agree_with_a_plain_filter_and_sort(int seed, bool reopened)
    {
        Random random = new(seed);
        List<User> users = [];
        for (int i = 0; i < 5; i++)
            users.Add(await AddUserAsync($"user{i}"));
        await AddUserAsync("nothing");
        List<Image> kept = [];
        for (int i = 0; i < 400; i++)
        {
            User user = users[random.Next(users.Count)];
            kept.Add((await Store.Images.AddAsync(NewImage(user, i) with { Name = s_words[random.Next(s_words.Length)], Bytes = random.Next(50) })).Image);
        }

        foreach (Image image in kept.Where(_ => random.Next(4) == 0).ToList())
        {
            await Store.Images.RemoveAsync(image.UserId, image.Id);
            kept.Remove(image);
        }

        if (reopened)
            await ReopenAsync();
        for (int i = 0; i < 300; i++)
        {
            ListQuery query = new()
            {
                UserId = null,
                Page = random.Next(1, 8),
                Number = random.Next(1, 101),
                Name = random.Next(3) == 0 ? s_words[random.Next(s_words.Length)] : null,
                AlbumId = random.Next(4) == 0 ? users[random.Next(users.Count)].DefaultAlbumId : null,
                Sort = random.Next(2) == 0 ? [new SortKey(SortField.Id, random.Next(2) == 0)] : [new SortKey((SortField)random.Next(6), random.Next(2) == 0)],
            };
            Page<Image> page = await Store.Images.ListAsync(query);
            List<Image> expected = [.. Plain(kept, query)];
            Assert.Equal(expected.Count, page.Total);
            Assert.Equal(expected.Skip((query.Page - 1) * query.Number).Take(query.Number), page.Items);
        }

        Assert.Equal(0, (await Store.Images.ListAsync(new ListQuery { UserId = null, AlbumId = 999 })).Total);
        Page<Image> behind = await Store.Images.ListAsync(new ListQuery { UserId = null, Page = int.MaxValue, Number = 100 });
        Assert.Equal((0, (long)kept.Count), (behind.Items.Count, behind.Total));
    }

    private async Task<Dictionary<long, Image>> FillAsync(Random random, User user, List<Album> albums)
    {
        Dictionary<long, Image> kept = [];
        List<Task<(Image Image, bool Added)>> adds = [];
        for (int i = 0; i < 700; i++)
        {
            adds.Add(Store.Images.AddAsync(NewImage(user, i) with
            {
                AlbumId = albums[random.Next(2)].Id,
                Name = s_words[random.Next(s_words.Length)] + random.Next(20),
                Description = random.Next(2) == 0 ? "" : s_words[random.Next(s_words.Length)],
                Bytes = random.Next(50),
                CreatedAt = Time.GetUtcNow().AddMilliseconds(i / 3 + (random.Next(10) == 0 ? -40 : 0)),
            }));
        }

        foreach ((Image image, _) in await Task.WhenAll(adds))
            kept.Add(image.Id, image);
        foreach (long id in kept.Keys.ToList())
        {
            switch (random.Next(4))
            {
                case 0:
                    await Store.Images.RemoveAsync(user.Id, id);
                    kept.Remove(id);
                    break;
                case 1:
                    Time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
                    kept[id] = await Store.Images.UpdateAsync(
                        user.Id,
                        id,
                        new ImageChange(s_words[random.Next(s_words.Length)] + "!", random.Next(2) == 0 ? "new words" : null, albums[random.Next(2)].Id));
                    break;
            }
        }

        return kept;
    }

    private static IEnumerable<Image> Plain(IEnumerable<Image> images, ListQuery query)
    {
        images = images.Where(image =>
            (query.Name is null || image.Name.Contains(query.Name, StringComparison.OrdinalIgnoreCase))
            && (query.Description is null || image.Description.Contains(query.Description, StringComparison.OrdinalIgnoreCase))
            && (query.AlbumId is null || image.AlbumId == query.AlbumId)
            && (query.From is null || image.CreatedAt >= query.From)
            && (query.Until is null || image.CreatedAt < query.Until));
        IOrderedEnumerable<Image> sorted = images.Order(Comparer<Image>.Create((_, _) => 0));
        foreach (SortKey key in query.Sort)
        {
            // Text sorts by code point: what its bytes in UTF-8 do.
            Comparer<Image> comparer = Comparer<Image>.Create((a, b) => key.Field switch
            {
                SortField.Name => Encoding.UTF8.GetBytes(a.Name).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Name)),
                SortField.Description => Encoding.UTF8.GetBytes(a.Description).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Description)),
                SortField.CreatedAt => a.CreatedAt.CompareTo(b.CreatedAt),
                SortField.UpdatedAt => a.UpdatedAt.CompareTo(b.UpdatedAt),
                SortField.Bytes => a.Bytes.CompareTo(b.Bytes),
                _ => a.Id.CompareTo(b.Id),
            });
            sorted = key.Descending ? sorted.ThenByDescending(image => image, comparer) : sorted.ThenBy(image => image, comparer);
        }

        return query.Sort is [{ Descending: true }, ..] ? sorted.ThenByDescending(image => image.Id) : sorted.ThenBy(image => image.Id);
    }
}
