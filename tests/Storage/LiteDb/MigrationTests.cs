using System.IO.Compression;
using LiteDB;
using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>Old stores in a newer maple, whose steps are made up here.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static readonly int s_today = Migrations.Today.Newest;
    private static readonly Action<DurableEngine> s_second = engine => engine.Insert(Kind.Meta, RowChecksum.Seal(new BsonDocument { ["_id"] = "second" }));
    private static readonly Action<DurableEngine> s_third = engine => engine.Delete(Kind.Meta, "second");

    public void Dispose() => _folder.Dispose();

    private string Store => Path.GetDirectoryName(_folder.Database)!;

    private IEnumerable<string> Backups => Directory.EnumerateFiles(Store, "maple.db.v*");

    [Fact]
    public async Task A_real_store_of_schema_1_opens_with_all_that_is_in_it()
    {
        Directory.CreateDirectory(Store);
        await using (Stream packed = typeof(MigrationTests).Assembly.GetManifestResourceStream("schema-1.db.gz")!)
        await using (GZipStream unpacked = new(packed, CompressionMode.Decompress))
        await using (FileStream database = File.Create(_folder.Database))
            await unpacked.CopyToAsync(database, TestContext.Current.CancellationToken);

        await using LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(_folder.Database, TimeProvider.System);
        User bob = (await store.Users.FindByNameAsync("bob"))!;
        Assert.Equal(("bob@example.org", "hash", true), (bob.Email, bob.PasswordHash, bob.IsAdmin));
        Assert.Equal(["default", "小猫"], (await store.Albums.ListAsync(new ListQuery { UserId = bob.Id })).Items.Select(album => album.Name).Order(StringComparer.Ordinal));
        Assert.Equal(12, (await store.Images.ListAsync(new ListQuery { UserId = bob.Id })).Total);
        Assert.Equal("the first", (await store.Images.FindByStemAsync("stem-0"))!.Description);
        Assert.NotNull(await store.Keys.FindByNameAsync(bob.Id, ApiKey.DefaultName));
        Assert.NotNull(await store.Sessions.FindAsync("session"));
        Assert.NotNull(await store.Users.AddAsync(new NewUser("ann", "ann@example.org", "", false)));
    }

    [Fact]
    public async Task Before_a_migration_the_database_is_copied_whole_and_the_copy_opens_in_the_old_version()
    {
        await FillAsync(leaveLog: true);
        MigrationReport? report = null;
        await using (LiteDbMetadataStore store = await OpenAsync(Newer(s_second, s_third), done => report = done))
            await VerifyAsync(store);
        Assert.Equal((s_today, s_today + 2), (report!.From, report.To));
        string backup = Assert.Single(Backups);
        Assert.Equal(report.Backup, Path.GetFileName(backup));
        Assert.Matches($@"^maple\.db\.v{s_today}-\d{{8}}T\d{{6}}Z$", report.Backup);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));

        // Back to the old maple.
        Assert.Equal(ErrorCode.StoreTooNew, (await Assert.ThrowsAsync<MapleException>(() => OpenAsync(Migrations.Today))).Code);
        File.Move(backup, _folder.Database, overwrite: true);
        File.Delete(_folder.Log);
        await using LiteDbMetadataStore old = await OpenAsync(Migrations.Today);
        await VerifyAsync(old);
    }

    [Fact]
    public async Task Steps_that_were_done_are_not_done_again()
    {
        await FillAsync();
        for (int i = 0; i < 2; i++)
            await (await OpenAsync(Newer(s_second))).DisposeAsync();
        MigrationReport? report = null;
        await using LiteDbMetadataStore store = await OpenAsync(Newer(s_second, s_third), done => report = done);
        await VerifyAsync(store);
        Assert.Equal((s_today + 1, s_today + 2), (report!.From, report.To));
        Assert.Equal(2, Backups.Count());
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_old_store_and_is_begun_anew()
    {
        await FillAsync();
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAsync<MapleException>(() => OpenAsync(Newer(engine =>
            {
                s_second(engine);
                throw new IOException("the plug was pulled");
            })));
        // The copy of the first attempt serves the others.
        Assert.Single(Backups);
        await using (LiteDbMetadataStore old = await OpenAsync(Migrations.Today))
            await VerifyAsync(old);
        await using LiteDbMetadataStore migrated = await OpenAsync(Newer(s_second));
        await VerifyAsync(migrated);
    }

    [Fact]
    public async Task A_power_cut_at_any_moment_of_a_migration_leaves_the_old_schema_or_the_new_with_every_row()
    {
        var disk = new RecordedDisk();
        User user = await Workload.CreateAsync(disk);
        Workload workload;
        await using (LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System))
        {
            workload = new Workload(store, user, () => disk.Now);
            await workload.RunAsync(2, 10, 1);
        }

        int begin = disk.Now;
        Migrations migrations = Newer(s_second, s_third);
        await LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System, null, migrations).DisposeAsync();
        int end = disk.Now;
        Assert.True(end > begin);
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            RecordedDisk left = disk.CutAt(random.Next(begin, end + 1), random);
            await using LiteDbMetadataStore reopened = LiteDbMetadataStore.Open(left.Data, left.Log, TimeProvider.System, null, migrations);
            await workload.VerifyAsync(reopened, begin);
        }
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("killed")]
    [InlineData("torn tail")]
    [InlineData("database alone")]
    public async Task A_newer_store_is_refused_before_a_byte_is_written(string left)
    {
        Migrations newer = Newer(s_second);
        await FillAsync(leaveLog: left is "killed" or "torn tail", newer);
        if (left == "torn tail")
        {
            byte[] log = await File.ReadAllBytesAsync(_folder.Log, TestContext.Current.CancellationToken);
            // Frames of the log's own, behind the last whole transaction.
            log.AsSpan(8192, 8212).CopyTo(log.AsSpan(log.Length - 8212 * 3));
            await File.WriteAllBytesAsync(_folder.Log, log, TestContext.Current.CancellationToken);
        }

        if (left == "database alone")
            File.Delete(_folder.Log);
        Dictionary<string, byte[]> before = Contents();
        Assert.Equal(ErrorCode.StoreTooNew, (await Assert.ThrowsAsync<MapleException>(() => OpenAsync(Migrations.Today))).Code);
        Dictionary<string, byte[]> after = Contents();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
    }

    /// <summary>A maple that knows these steps beside today's.</summary>
    private static Migrations Newer(params IEnumerable<Action<DurableEngine>> steps) => Migrations.Today.With(steps);

    private Task<LiteDbMetadataStore> OpenAsync(Migrations migrations, Action<MigrationReport>? onMigrated = null) =>
        LiteDbMetadataStore.OpenAsync(_folder.Database, TimeProvider.System, migrations, onMigrated);

    private async Task FillAsync(bool leaveLog = false, Migrations? migrations = null)
    {
        LiteDbMetadataStore store = await OpenAsync(migrations ?? Migrations.Today);
        User bob = await store.Users.AddAsync(new NewUser("bob", "bob@example.org", "hash", false));
        var workload = new Workload(store, bob, () => 0);
        for (int i = 0; i < 40; i++)
            await store.Images.AddAsync(workload.Make($"stem-{i}"));
        byte[][] copies = leaveLog ? [StoreFilesTests.CopyOf(_folder.Database), StoreFilesTests.CopyOf(_folder.Log)] : [];
        await store.DisposeAsync();
        if (!leaveLog)
            return;
        await File.WriteAllBytesAsync(_folder.Database, copies[0]);
        await File.WriteAllBytesAsync(_folder.Log, copies[1]);
    }

    private static async Task VerifyAsync(LiteDbMetadataStore store)
    {
        Assert.NotNull(await store.Users.FindByNameAsync("bob"));
        for (int i = 0; i < 40; i++)
            Assert.NotNull(await store.Images.FindByStemAsync($"stem-{i}"));
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(Store)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllBytes);
}
