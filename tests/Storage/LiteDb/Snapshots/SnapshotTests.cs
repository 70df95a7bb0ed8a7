using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb.Snapshots;

/// <summary>A store that starts from a snapshot has what one has that reads every row, whatever happened to either.</summary>
public sealed class SnapshotTests
{
    /// <summary>Cases of the long tests; MAPLE_SNAPSHOT_CUTS=2000 makes the long run.</summary>
    private static readonly int s_cases = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_SNAPSHOT_CUTS"), out int cases) ? cases : 12;

    /// <summary>Bytes of a snapshot between two that are spoilt; MAPLE_SNAPSHOT_STEP=1 makes the run over every byte.</summary>
    private static readonly int s_step = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_SNAPSHOT_STEP"), out int step) ? step : 29;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_a_power_cut_at_any_moment_a_snapshot_and_the_changes_since_say_what_every_row_says(int seed)
    {
        (RecordedDisk disk, MemorySnapshots snapshots, int begin) = await LiveAsync(seed);
        Assert.True(snapshots.Published.Count > 2);
        Assert.Empty(snapshots.Failures);
        Random random = new(seed);
        int believed = 0;
        for (int i = 0; i < s_cases; i++)
        {
            int near = snapshots.Published[random.Next(snapshots.Published.Count)].Moment + random.Next(-3, 40);
            int moment = Math.Clamp(i % 2 == 0 ? near : random.Next(begin, disk.Now + 1), begin, disk.Now), cut = random.Next();
            byte[]? last = snapshots.Published.LastOrDefault(one => one.Moment <= moment).Bytes;
            string expected = await DescribeAsync(disk.CutAt(moment, new Random(cut)), MemorySnapshots.Of(null));

            MemorySnapshots left = MemorySnapshots.Of(last);
            Assert.Equal(expected, await DescribeAsync(disk.CutAt(moment, new Random(cut)), left));
            believed += left.Reasons.Count == 0 ? 1 : 0;

            // One of another time is believed only where it leads to the same.
            byte[] other = snapshots.Published[random.Next(snapshots.Published.Count)].Bytes;
            Assert.Equal(expected, await DescribeAsync(disk.CutAt(moment, new Random(cut)), MemorySnapshots.Of(other)));
        }

        Assert.InRange(believed, s_cases / 4, s_cases);
    }

    [Fact]
    public async Task A_snapshot_spoilt_at_any_byte_is_not_believed()
    {
        (RecordedDisk disk, MemorySnapshots snapshots) = await ClosedAsync(20);
        string expected = await DescribeAsync(Copy(disk), MemorySnapshots.Of(null));
        byte[] whole = snapshots.Content!;
        MemorySnapshots sound = MemorySnapshots.Of(whole);
        Assert.Equal(expected, await DescribeAsync(Copy(disk), sound));
        Assert.Empty(sound.Reasons);
        for (int at = 0; at < whole.Length; at += s_step)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << at % 8);
            foreach (byte[] spoilt in (byte[][])[flipped, whole[..at], [.. whole, .. whole[..(at + 1)]]])
            {
                MemorySnapshots left = MemorySnapshots.Of(spoilt);
                Assert.Equal(expected, await DescribeAsync(Copy(disk), left));
                Assert.True(left.Reasons.Count == 1, $"believed, spoilt at {at}");
            }
        }
    }

    [Fact]
    public async Task A_snapshot_beside_an_earlier_copy_of_its_database_is_never_believed()
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        MemorySnapshots snapshots = new();
        await RunAsync(disk, snapshots, user, "first", 50);
        RecordedDisk copy = Copy(disk);
        await RunAsync(disk, snapshots, user, "second", 100);
        Assert.True(snapshots.Published.Count > 1);
        byte[] later = snapshots.Content!;

        // Put back, and gone on with.
        foreach (string round in (string[])["third", "fourth"])
        {
            MemorySnapshots stale = MemorySnapshots.Of(later);
            Assert.Equal(await DescribeAsync(Copy(copy), MemorySnapshots.Of(null)), await DescribeAsync(Copy(copy), stale));
            Assert.Single(stale.Reasons);
            await RunAsync(copy, MemorySnapshots.Of(later), user, round, 120);
        }
    }

    [Fact]
    public async Task A_store_that_can_take_no_snapshot_works_without_and_says_so()
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        MemorySnapshots snapshots = new() { Fault = new IOException("no room", 28) };
        await RunAsync(disk, snapshots, user, "one", 60);
        Assert.Same(snapshots.Fault, Assert.Single(snapshots.Failures));
        snapshots.Fault = null;
        await RunAsync(disk, snapshots, user, "two", 60);
        Assert.NotNull(snapshots.Content);
        MemorySnapshots next = MemorySnapshots.Of(snapshots.Content);
        await RunAsync(disk, next, user, "three", 1);
        Assert.Empty(next.Reasons);
    }

    [Fact]
    public async Task What_was_removed_or_changed_after_the_snapshot_is_so_after_the_next_start()
    {
        (RecordedDisk disk, MemorySnapshots snapshots) = await ClosedAsync(30);
        Image kept, edited, gone;
        await using (LiteDbMetadataStore store = Open(disk, snapshots))
        {
            IReadOnlyList<Image> all = (await store.Images.ListAsync(new ListQuery { UserId = 1, Number = 30 })).Items;
            (kept, edited, gone) = (all[3], all[7], all[11]);
            await store.Images.UpdateAsync(1, edited.Id, new ImageChange("another name", null, null));
            await store.Images.RemoveAsync(1, gone.Id);
        }

        await using LiteDbMetadataStore again = Open(disk, snapshots);
        Assert.Empty(snapshots.Reasons);
        Assert.Equal(edited.Id, Assert.Single((await again.Images.ListAsync(new ListQuery { UserId = 1, Name = "ANOTHER" })).Items).Id);
        Assert.Equal(29, (await again.Images.ListAsync(new ListQuery { UserId = 1 })).Total);
        Assert.Null(await again.Images.FindByStemAsync(gone.Stem));
        Assert.Null(await again.Images.FindBySha256Async(1, gone.Sha256));
        Assert.Equal(kept, await again.Images.FindBySha256Async(1, kept.Sha256));
        (Image readded, bool added) = await again.Images.AddAsync(gone);
        Assert.True(added);
        Assert.True(readded.Id > 30);
    }

    [Fact]
    public async Task What_was_given_away_and_the_user_who_is_gone_are_so_after_the_next_start()
    {
        (RecordedDisk disk, MemorySnapshots snapshots) = await ClosedAsync(30);
        User heir;
        await using (LiteDbMetadataStore store = Open(disk, snapshots))
        {
            heir = await store.Users.AddAsync(new NewUser("heir", "heir@example.org", "", IsAdmin: true));
            await store.Users.BeginRemovalAsync(1, new UserRemovalPlan(heir.Id));
            Assert.Equal(30, (await store.Images.GiveAsync(1, heir.Id, heir.DefaultAlbumId, 100)).Count);
            Assert.True(await store.Users.RemoveAsync(1));
        }

        await using LiteDbMetadataStore again = Open(disk, snapshots);
        Assert.Empty(snapshots.Reasons);
        Assert.Null(await again.Users.FindAsync(1));
        Page<Image> page = await again.Images.ListAsync(new ListQuery { UserId = heir.Id, Number = 100 });
        Assert.Equal((30, 30), (page.Items.Count, (await again.Usage.OfUserAsync(heir.Id)).Images));
        Assert.Equal(30, (await again.Albums.FindAsync(heir.Id, heir.DefaultAlbumId))!.ImageCount);
        Assert.Equal(30, (await again.Usage.OfAllAsync(default)).Days.Values.Sum(day => day.Images));
    }

    [Fact]
    public async Task A_row_that_is_not_what_was_written_is_refused_though_the_snapshot_is_sound()
    {
        (RecordedDisk disk, MemorySnapshots snapshots) = await ClosedAsync(30);
        // One that spans several pages.
        await using (LiteDbMetadataStore store = Open(disk, snapshots))
            await store.Images.UpdateAsync(1, 7, new ImageChange(null, new string('x', 20_000), null));
        byte[] data = Content(disk.Data);
        int[] places = [.. Places(data, "image 1"u8), .. Places(data, "xxxxxxxx"u8).Where((_, i) => i % 97 == 0)];
        Assert.InRange(places.Length, 30, 100);
        foreach (int at in places)
        {
            byte[] flipped = [.. data];
            flipped[at] ^= 1;
            RecordedDisk spoilt = new();
            spoilt.Data.Put(flipped, 0);
            spoilt.Log.Put(Content(disk.Log), 0);
            MapleException refusal = Assert.Throws<MapleException>(() => Open(spoilt, MemorySnapshots.Of(snapshots.Content)));
            Assert.Equal((ErrorCode.StoreDamaged, 0), (refusal.Code, spoilt.Now));
        }
    }

    private static LiteDbMetadataStore Open(RecordedDisk disk, MemorySnapshots snapshots) =>
        LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System, snapshots: snapshots.Options);

    /// <summary>Images, edits, removals, albums and moves by several clients, while snapshots are taken.</summary>
    private static async Task<(RecordedDisk Disk, MemorySnapshots Snapshots, int Begin)> LiveAsync(int seed)
    {
        RecordedDisk disk = new();
        User user = await Workload.CreateAsync(disk);
        int begin = disk.Now;
        MemorySnapshots snapshots = new(() => disk.Now);
        Album? last = null;
        for (int round = 0; round < 4; round++)
        {
            await using LiteDbMetadataStore store = Open(disk, snapshots);
            Assert.True(round == 0 || snapshots.Reasons.Count == 0, string.Join('\n', snapshots.Reasons));
            Workload workload = new(store, user, () => disk.Now);
            await workload.RunAsync(4, 25, seed * 100 + round);
            Album album = await store.Albums.GetOrAddAsync(user.Id, $"album {round}");
            await store.Images.MoveAsync(user.Id, user.DefaultAlbumId, album.Id, 30);
            if (last is not null)
            {
                await store.Images.MoveAsync(user.Id, last.Id, album.Id, 100);
                await store.Albums.RemoveAsync(user.Id, last.Id);
            }

            last = album;
        }

        return (disk, snapshots, begin);
    }

    private static async Task<(RecordedDisk Disk, MemorySnapshots Snapshots)> ClosedAsync(int images)
    {
        RecordedDisk disk = new();
        MemorySnapshots snapshots = new();
        await RunAsync(disk, snapshots, await Workload.CreateAsync(disk), "image", images);
        return (disk, snapshots);
    }

    private static async Task RunAsync(RecordedDisk disk, MemorySnapshots snapshots, User user, string name, int images)
    {
        await using LiteDbMetadataStore store = Open(disk, snapshots);
        Workload workload = new(store, user, () => 0);
        for (int i = 0; i < images; i++)
            await store.Images.AddAsync(workload.Make($"{name} {i}"));
    }

    private static RecordedDisk Copy(RecordedDisk disk)
    {
        RecordedDisk copy = new();
        foreach ((RecordedDisk.RecordedFile from, RecordedDisk.RecordedFile to) in new[] { (disk.Data, copy.Data), (disk.Log, copy.Log) })
        {
            to.Put(Content(from), 0);
        }

        return copy;
    }

    private static byte[] Content(RecordedDisk.RecordedFile file)
    {
        byte[] content = new byte[file.Length];
        file.Read(content, 0);
        return content;
    }

    private static IEnumerable<int> Places(ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> text)
    {
        List<int> places = [];
        for (int at = 0; bytes.Span[at..].IndexOf(text) is >= 0 and var next; at += next + text.Length)
            places.Add(at + next);
        return places;
    }

    /// <summary>All that lists and look-ups say.</summary>
    private static async Task<string> DescribeAsync(RecordedDisk disk, MemorySnapshots snapshots)
    {
        await using LiteDbMetadataStore store = Open(disk, snapshots);
        ListQuery all = new() { UserId = 1, Number = 10_000 };
        Page<Album> albums = await store.Albums.ListAsync(all);
        Page<Image> images = await store.Images.ListAsync(all);
        List<string> lines = [.. albums.Items.Select(album => $"{album}"), .. images.Items.Select(image => $"{image}")];
        foreach (SortField field in Enum.GetValues<SortField>())
            await AddAsync(all with { Sort = [new(field, field is SortField.CreatedAt)] });
        foreach (Album album in albums.Items)
        {
            await AddAsync(all with { AlbumId = album.Id });
            await AddAsync(all with { AlbumId = album.Id, Sort = [new(SortField.CreatedAt, true)] });
        }

        await AddAsync(all with { Name = "1" });
        await AddAsync(all with { Description = "b" });
        foreach (Image image in images.Items)
        {
            Assert.Equal(image, await store.Images.FindByStemAsync(image.Stem));
            Assert.Equal(image, await store.Images.FindBySha256Async(1, image.Sha256));
        }

        return string.Join('\n', lines);

        async Task AddAsync(ListQuery query)
        {
            Page<Image> page = await store.Images.ListAsync(query);
            lines.Add($"{page.Total}: {string.Join(' ', page.Items.Select(image => image.Id))}");
        }
    }
}
