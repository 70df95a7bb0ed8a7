using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

public sealed class PowerCutTests
{
    /// <summary>Cases of each run; MAPLE_POWER_CUTS=4000 makes the long one.</summary>
    private static readonly int s_cases = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_POWER_CUTS"), out int cases) ? cases : 60;

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_power_cut_at_any_moment()
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        int begin = disk.Now;
        LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);
        Workload workload = new(store, user, () => disk.Now);
        await workload.RunAsync(1, 120, 1);
        await workload.RunAsync(8, 60, 2);
        List<int>[] delicate = [disk.DataWrites.FindAll(moment => moment > begin), disk.LogHeaders.FindAll(moment => moment > begin)];
        Assert.All(delicate, Assert.NotEmpty);
        await store.DisposeAsync();

        Random random = new(7);
        for (int i = 0; i < s_cases; i++)
        {
            int moment = i % 3 == 0
                ? random.Next(begin, disk.Now + 1)
                : delicate[i % 3 - 1][random.Next(delicate[i % 3 - 1].Count)] + random.Next(-1, 5);
            moment = Math.Clamp(moment, begin, disk.Now);
            RecordedDisk left = disk.CutAt(moment, random);
            await using (LiteDbMetadataStore reopened = LiteDbMetadataStore.Open(left.Data, left.Log, TimeProvider.System))
            {
                await workload.VerifyAsync(reopened, moment);
                await reopened.Albums.GetOrAddAsync(user.Id, "after the cut");
            }

            await using LiteDbMetadataStore again = LiteDbMetadataStore.Open(left.Data, left.Log, TimeProvider.System);
            await workload.VerifyAsync(again, moment);
            Assert.NotNull(await again.Albums.FindByNameAsync(user.Id, "after the cut"));
        }
    }

    [Fact]
    public async Task A_second_power_cut_right_after_the_first_takes_nothing_either()
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        int begin = disk.Now;
        LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);
        Workload workload = new(store, user, () => disk.Now);
        await workload.RunAsync(4, 20, 3);
        int end = disk.Now;
        await store.DisposeAsync();
        Random random = new(8);
        for (int i = 0; i < s_cases; i++)
        {
            int moment = random.Next(begin, end + 1);
            RecordedDisk first = disk.CutAt(moment, random);
            first = Copy(first);
            LiteDbMetadataStore reopened = LiteDbMetadataStore.Open(first.Data, first.Log, TimeProvider.System);
            await reopened.Albums.GetOrAddAsync(user.Id, "between the cuts");
            RecordedDisk second = first.CutAt(first.Now, random);
            await reopened.DisposeAsync();
            await using LiteDbMetadataStore again = LiteDbMetadataStore.Open(second.Data, second.Log, TimeProvider.System);
            await workload.VerifyAsync(again, moment);
            Assert.NotNull(await again.Albums.FindByNameAsync(user.Id, "between the cuts"));
        }
    }

    [Theory]
    [InlineData(28, nameof(ErrorCode.StorageFull), false)]
    [InlineData(28, nameof(ErrorCode.StorageFull), true)]
    [InlineData(5, nameof(ErrorCode.StorageUnavailable), true)]
    public async Task A_failing_disk_refuses_changes_and_heals_without_a_restart(int error, string code, bool onSync)
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        await using LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);
        Workload workload = new(store, user, () => disk.Now);
        await workload.RunAsync(1, 10, 4);
        for (int round = 0; round < 5; round++)
        {
            disk.Fault = (_, sync) =>
            {
                if (sync == onSync)
                    throw new IOException("the disk says no", error);
            };
            for (int i = 0; i < 3; i++)
            {
                MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => store.Images.AddAsync(workload.Make("refused")));
                Assert.Equal(code, refusal.Code.ToString());
            }

            Assert.NotNull(await store.Users.FindByNameAsync("bob"));
            disk.Fault = null;
            await workload.VerifyAsync(store, disk.Now);
            await workload.RunAsync(4, 5, 10 + round);
        }

        Assert.Null(await store.Images.FindByStemAsync("refused"));
        RecordedDisk left = disk.CutAt(disk.Now, new Random(1));
        await using LiteDbMetadataStore reopened = LiteDbMetadataStore.Open(left.Data, left.Log, TimeProvider.System);
        await workload.VerifyAsync(reopened, disk.Now);
        Assert.Null(await reopened.Images.FindByStemAsync("refused"));
    }

    [Fact]
    public async Task A_disk_that_fails_now_and_then_loses_nothing_acknowledged()
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        await using LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);
        Workload workload = new(store, user, () => disk.Now);
        Random random = new(9);
        disk.Fault = (_, _) =>
        {
            lock (random)
            {
                if (random.Next(40) == 0)
                    throw new IOException("no room", 28);
            }
        };
        for (int i = 0; i < 150; i++)
        {
            try
            {
                await workload.RunAsync(3, 1, 100 + i);
            }
            catch (MapleException refusal)
            {
                Assert.Equal(ErrorCode.StorageFull, refusal.Code);
            }
        }

        disk.Fault = null;
        await store.PingAsync();
        Assert.NotEmpty(workload.Images);
        await VerifyAcknowledgedAsync(workload, store);
        for (int i = 0; i < 5; i++)
        {
            RecordedDisk left = disk.CutAt(disk.Now, random);
            await using LiteDbMetadataStore reopened = LiteDbMetadataStore.Open(left.Data, left.Log, TimeProvider.System);
            await VerifyAcknowledgedAsync(workload, reopened);
        }
    }

    /// <summary>Here a step that was refused must not have happened.</summary>
    private static async Task VerifyAcknowledgedAsync(Workload workload, LiteDbMetadataStore store)
    {
        foreach ((string stem, List<Workload.Step> steps) in workload.Images)
        {
            string? expected = steps.FindLast(step => step.Acknowledged != int.MaxValue)?.State;
            Assert.Equal(expected, (await store.Images.FindByStemAsync(stem))?.Description);
        }
    }

    /// <summary>The same contents, synced, as the beginning of a new record.</summary>
    private static RecordedDisk Copy(RecordedDisk disk)
    {
        RecordedDisk copy = new();
        foreach ((RecordedDisk.RecordedFile from, RecordedDisk.RecordedFile to) in new[] { (disk.Data, copy.Data), (disk.Log, copy.Log) })
        {
            byte[] content = new byte[from.Length];
            from.Read(content, 0);
            to.Write(content, 0);
            to.Sync();
        }

        return copy;
    }
}
