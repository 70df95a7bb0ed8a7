using System.Diagnostics;
using System.Globalization;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.Facts;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>
/// Prints the figures of docs/decisions/0002-durable-litedb.md; asserts nothing. On request only:
/// <c>dotnet run -c Release --project tests -- --explicit only --filter-class '*StoreFigures' --show-live-output on</c>.
/// </summary>
public sealed class StoreFigures(ITestOutputHelper output)
{
    private static readonly int s_images = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_IMAGES"), out int images) ? images : 100_000;

    [Fact(Explicit = true)]
    public async Task Durable_commits()
    {
        using TempFolder folder = new();
        await using LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(folder.Database, TimeProvider.System);
        User user = await store.Users.AddAsync(new NewUser("bob", "bob@example.org", "", false));
        Workload workload = new(store, user, () => 0);
        foreach (int clients in new[] { 1, 8, 64, 1, 8, 64 })
        {
            int each = clients == 1 ? 2000 : 16_000 / clients;
            string run = Guid.NewGuid().ToString("N");
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
            {
                for (int i = 0; i < each; i++)
                    await store.Images.AddAsync(workload.Make($"{run}-{client}-{i}"));
            })));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, count = clients * each;
            double cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            Print($"{clients} clients: {count / seconds:f0} durable adds/s, {cpuSeconds / count * 1e6:f0} us of CPU each");
        }
    }

    [Fact(Explicit = true)]
    public async Task Many_images()
    {
        using TempFolder folder = new();
        long id;
        await using (LiteDbMetadataStore filled = await LiteDbMetadataStore.OpenAsync(folder.Database, TimeProvider.System))
        {
            User user = await filled.Users.AddAsync(new NewUser("bob", "bob@example.org", "", false));
            id = user.Id;
            Workload workload = new(filled, user, () => 0);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < s_images; i += 1000)
                await Task.WhenAll(Enumerable.Range(i, 1000).Select(n => filled.Images.AddAsync(workload.Make($"holiday picture {n}.jpg"))));
            Print($"filled with {s_images} in {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s");
        }

        long opening = Stopwatch.GetTimestamp();
        await using LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(folder.Database, TimeProvider.System);
        Print($"opened in {Stopwatch.GetElapsedTime(opening).TotalSeconds:f2} s, {new FileInfo(folder.Database).Length >> 20} MB on disk");
        ListQuery all = new() { UserId = id, Number = 10 };
        int pages = s_images / 10;
        Random random = new(1);
        foreach (int _ in new[] { 1, 2 })
        {
            await TimeAsync("page by number, 10", () => store.Images.ListAsync(all with { Page = random.Next(pages) + 1 }));
            await TimeAsync("page by number, newest first, 100", () => store.Images.ListAsync(
                all with { Number = 100, Page = random.Next(pages / 10) + 1, Sort = [new(SortField.CreatedAt, true)] }));
            await TimeAsync("name contains 7777", () => store.Images.ListAsync(all with { Name = "7777" }));
            await TimeAsync("name contains zürich", () => store.Images.ListAsync(all with { Name = "zürich" }));
            await TimeAsync("by id", () => store.Images.FindAsync(id, random.Next(s_images) + 1));
            await TimeAsync("by stem", () => store.Images.FindByStemAsync($"holiday picture {random.Next(s_images)}.jpg"));
        }

        GC.Collect();
        Print($"RSS {Process.GetCurrentProcess().WorkingSet64 >> 20} MB, managed {GC.GetTotalMemory(true) >> 20} MB");
    }

    /// <summary>Not a figure: fills the database that MAPLE_FILL names with five years of a user bob's images, and their facts, for figures of the binary.</summary>
    [Fact(Explicit = true)]
    public async Task Fill()
    {
        string path = Environment.GetEnvironmentVariable("MAPLE_FILL")!;
        using var blobs = new DiskBlobStore(Path.Combine(Path.GetDirectoryName(path)!, "images"));
        using var facts = new DiskFactFiles(blobs);
        blobs.MakeRoot();
        await using FactKeepingStore store = await FactKeepingStore.OpenAsync(
            await LiteDbMetadataStore.OpenAsync(path, TimeProvider.System), facts, (e, _) => throw e);
        User bob = (await store.Users.FindByNameAsync("bob"))!;
        Workload workload = new(store, bob, () => 0);
        List<Album> albums = [(await store.Albums.FindAsync(bob.Id, bob.DefaultAlbumId))!];
        for (int i = 1; i < 10; i++)
            albums.Add(await store.Albums.GetOrAddAsync(bob.Id, $"album {i}"));
        for (int i = 0; i < s_images; i += 1000)
            await Task.WhenAll(Enumerable.Range(i, 1000).Select(n => store.Images.AddAsync(workload.Make($"{Month(n):yyyy'/'MM}/holiday picture {n}") with
            {
                Name = $"holiday picture {n}.jpg",
                AlbumId = albums[n / 7 % albums.Count].Id,
            })));

        static DateOnly Month(int n) => new DateOnly(2021, 1, 1).AddMonths((int)(60L * n / s_images));
    }

    private async Task TimeAsync(string what, Func<Task> action)
    {
        const int Times = 50;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times; i++)
            await action();
        Print($"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds / Times:f2} ms");
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
