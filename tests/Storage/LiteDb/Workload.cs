using System.Security.Cryptography;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>
/// Adds, edits and deletes images over and over and notes, for each image, what it asked for and when that was acknowledged.
/// </summary>
internal sealed class Workload(IMetadataStore store, User user, Func<int> now)
{
    public Dictionary<string, List<Step>> Images { get; } = [];

    /// <param name="State">What a lookup finds afterwards: the description, or null when the image is gone.</param>
    public sealed record Step(string? State, int Began)
    {
        public int Acknowledged { get; set; } = int.MaxValue;
    }

    public async Task RunAsync(int clients, int imagesEach, int seed)
    {
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            Random random = new(seed * 1000 + client);
            for (int i = 0; i < imagesEach; i++)
                await LiveAsync($"{seed}-{client}-{i}", random);
        })));
    }

    public static async Task<User> CreateAsync(RecordedDisk disk)
    {
        LogFile log = LogFile.Create(disk.Log);
        using (DurableEngine engine = new(disk.Data, log))
        {
            engine.MakeWritable();
            Migrations.Today.Run(engine, 0);
        }

        await using LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);
        return await store.Users.AddAsync(new NewUser("bob", "bob@example.org", "", false));
    }

    /// <summary>Every image is in a state that was acknowledged by then, or in one that was being made.</summary>
    /// <param name="until">For what was found at some moment from the first to this one.</param>
    public async Task VerifyAsync(IMetadataStore found, int moment, int? until = null)
    {
        int count = 0;
        foreach ((string stem, List<Step> steps) in Images)
        {
            string? state = (await found.Images.FindByStemAsync(stem))?.Description;
            count += state is null ? 0 : 1;
            int last = steps.FindLastIndex(step => step.Acknowledged <= moment);
            List<string?> allowed = [last < 0 ? null : steps[last].State];
            allowed.AddRange(steps.Skip(last + 1).Where(step => step.Began <= (until ?? moment)).Select(step => step.State));
            Assert.True(allowed.Contains(state), $"{stem} is '{state}', of {string.Join(", ", allowed)} at {moment}");
        }

        Album album = (await found.Albums.FindAsync(user.Id, user.DefaultAlbumId))!;
        Assert.Equal(count, album.ImageCount);
        Page<Image> page = await found.Images.ListAsync(new ListQuery { UserId = user.Id, Number = 100_000 });
        Assert.Equal(count, page.Total);
        Assert.Equal(count, page.Items.Count);
    }

    private async Task LiveAsync(string stem, Random random)
    {
        List<Step> steps = [];
        lock (Images)
            Images.Add(stem, steps);
        Image image = null!;
        await StepAsync(steps, "new", async () => image = (await store.Images.AddAsync(Make(stem))).Image);
        for (int edit = random.Next(3); edit > 0; edit--)
        {
            string text = new((char)('a' + edit), random.Next(1, 3000));
            await StepAsync(steps, text, () => store.Images.UpdateAsync(user.Id, image.Id, new ImageChange(null, text, null)));
        }

        if (random.Next(3) == 0)
            await StepAsync(steps, null, () => store.Images.RemoveAsync(user.Id, image.Id));
    }

    private async Task StepAsync(List<Step> steps, string? state, Func<Task> action)
    {
        Step step = new(state, now());
        steps.Add(step);
        await action();
        step.Acknowledged = now();
    }

    public Image Make(string stem) => new()
    {
        Id = 0,
        UserId = user.Id,
        AlbumId = user.DefaultAlbumId,
        Name = stem,
        Description = "new",
        OriginalFilename = "IMG.jpg",
        Stem = stem,
        Folder = user.Name,
        Extension = "jpg",
        RenditionExtension = "jpg",
        Width = 1,
        Height = 1,
        Bytes = 1,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(stem))),
        CreatedAt = DateTimeOffset.UtcNow,
        UpdatedAt = DateTimeOffset.UtcNow,
    };
}
