using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>Copies of a store of one moment, taken under load, and what a look at their pages sees.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_under_load_holds_what_was_acknowledged_before_it_and_nothing_from_after()
    {
        const int Rounds = 8;
        int clock = 0;
        await using LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(_folder.Database, TimeProvider.System);
        User user = await store.Users.AddAsync(new NewUser("bob", "b@example.org", "", false));
        Workload workload = new(store, user, () => Interlocked.Increment(ref clock));
        using var enough = new CancellationTokenSource();
        Task load = Task.Run(async () =>
        {
            for (int seed = 1; !enough.IsCancellationRequested; seed++)
                await workload.RunAsync(clients: 4, imagesEach: 10, seed);
        });
        var moments = new List<(string Path, int From, int Until)>();
        for (int round = 0; round < Rounds; round++)
        {
            string path = Path.Combine(_folder.Path, $"copy{round}");
            int from = Interlocked.Increment(ref clock);
            await store.CopyAsync(path);
            moments.Add((path, from, Interlocked.Increment(ref clock)));
        }

        await enough.CancelAsync();
        await load;
        foreach ((string path, int from, int until) in moments)
        {
            byte[] before = await File.ReadAllBytesAsync(path);
            await using (IMetadataStore copy = await LiteDbCopy.OpenAsync(path))
                await workload.VerifyAsync(copy, from, until);
            Assert.Equal(before, await File.ReadAllBytesAsync(path));
            Assert.Empty(PageCheck.Look(path));
        }

        // Checkpoints go on afterwards.
        await store.CopyAsync(Path.Combine(_folder.Path, "last"));
        await using IMetadataStore last = await LiteDbCopy.OpenAsync(Path.Combine(_folder.Path, "last"));
        await workload.VerifyAsync(last, clock);
    }

    [Fact]
    public async Task Every_field_by_which_the_engine_finds_its_way_is_looked_at()
    {
        string path = await CopyAsync();
        byte[] whole = await File.ReadAllBytesAsync(path);
        int pages = whole.Length / LogFrame.PageSize, looked = 0;
        for (int page = 1; page < pages; page++)
        {
            // Index and data pages; id, kind, collection, items, bytes, holes, free room, the length of an item.
            if (whole[page * LogFrame.PageSize + 4] is not (3 or 4))
                continue;
            foreach (int field in (int[])[0, 4, 19, 23, 24, 26, 28, LogFrame.PageSize - 4])
            {
                looked++;
                byte[] spoilt = [.. whole];
                spoilt[page * LogFrame.PageSize + field] ^= 0x40;
                await File.WriteAllBytesAsync(path, spoilt);
                Assert.True(PageCheck.Look(path).Count > 0, $"page {page}, byte {field}");
            }
        }

        Assert.True(looked > 40);
        await File.WriteAllBytesAsync(path, whole[..^LogFrame.PageSize]);
        Assert.Single(PageCheck.Look(path));
        await File.WriteAllBytesAsync(path, []);
        Assert.Single(PageCheck.Look(path));
    }

    [Fact]
    public async Task A_copy_with_a_flipped_row_is_not_opened()
    {
        string path = await CopyAsync();
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.AsSpan().IndexOf("b@example.org"u8)] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => LiteDbCopy.OpenAsync(path));
        Assert.Equal(ErrorCode.StoreDamaged, refusal.Code);
    }

    private async Task<string> CopyAsync()
    {
        await using LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(_folder.Database, TimeProvider.System);
        User user = await store.Users.AddAsync(new NewUser("bob", "b@example.org", "", false));
        Workload workload = new(store, user, () => 0);
        await workload.RunAsync(2, 20, 1);
        string path = Path.Combine(_folder.Path, "copy");
        await store.CopyAsync(path);
        return path;
    }
}
