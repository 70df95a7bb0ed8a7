using System.Text;
using LiteDB;
using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;
using Maple.Unix;

namespace Maple.Tests.Storage.LiteDb;

public sealed class StoreFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_opener_is_refused_with_the_first_ones_process_id_until_that_closes()
    {
        LiteDbMetadataStore first = await OpenAsync();
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(OpenAsync);
        Assert.Equal(ErrorCode.StoreInUse, refusal.Code);
        Assert.Contains($"process {Environment.ProcessId}.", refusal.Text.English, StringComparison.Ordinal);
        Assert.Contains($"进程 {Environment.ProcessId} ", refusal.Text.Chinese, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, refusal.Text.English, StringComparison.Ordinal);
        await first.Users.AddAsync(new NewUser("bob", "b@example.org", "", false));
        await first.DisposeAsync();
        await first.DisposeAsync();
        await using LiteDbMetadataStore second = await OpenAsync();
        Assert.NotNull(await second.Users.FindByNameAsync("bob"));
    }

    [Fact]
    public async Task Nobody_else_can_read_the_files()
    {
        await using (await OpenAsync())
        {
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(_folder.Database)!));
    }

    [Fact]
    public async Task The_database_alone_is_a_backup_once_the_store_is_closed()
    {
        await FillAsync();
        File.Delete(_folder.Log);
        await using LiteDbMetadataStore store = await OpenAsync();
        Assert.Equal(40, (await store.Images.ListAsync(new ListQuery { UserId = 1 })).Total);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("foreign")]
    [InlineData("cut in a page")]
    [InlineData("cut between pages")]
    [InlineData("header lost")]
    [InlineData("row flipped")]
    [InlineData("log foreign")]
    [InlineData("log empty")]
    [InlineData("log flipped")]
    [InlineData("database gone")]
    public async Task A_damaged_store_is_refused_and_left_as_it_is(string damage)
    {
        await FillAsync(leaveLog: damage is "log flipped" or "database gone");
        Spoil(damage);
        Dictionary<string, byte[]> before = Contents();
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(OpenAsync);
        Assert.Equal(ErrorCode.StoreDamaged, refusal.Code);
        Dictionary<string, byte[]> after = Contents();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
    }

    [Fact]
    public async Task A_store_of_a_newer_maple_is_refused()
    {
        await FillAsync();
        using (DurableEngine engine = new(
            new StoreFile(_folder.Database, FileMode.Open),
            LogFile.Open(new StoreFile(_folder.Log, FileMode.Open))))
        {
            engine.MakeWritable();
            engine.Begin();
            engine.Update(Kind.Meta, RowChecksum.Seal(new BsonDocument { ["_id"] = "schema", ["version"] = Migrations.Today.Newest + 1 }));
            engine.Commit();
            engine.Sync();
        }

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(OpenAsync);
        Assert.Equal(ErrorCode.StoreTooNew, refusal.Code);
        Assert.Contains($"version {Migrations.Today.Newest + 1}", refusal.Text.English, StringComparison.Ordinal);
    }

    private Task<LiteDbMetadataStore> OpenAsync() => LiteDbMetadataStore.OpenAsync(_folder.Database, TimeProvider.System);

    /// <param name="leaveLog">Leaves the files as a killed process does, with changes in the log.</param>
    private async Task FillAsync(bool leaveLog = false)
    {
        LiteDbMetadataStore store = await OpenAsync();
        User user = await store.Users.AddAsync(new NewUser("bob", "b@example.org", "", false));
        Workload workload = new(store, user, () => 0);
        for (int i = 0; i < 40; i++)
            await store.Images.AddAsync(workload.Make($"some-stem-{i}"));
        byte[][] copies = leaveLog ? [CopyOf(_folder.Database), CopyOf(_folder.Log)] : [];
        await store.DisposeAsync();
        if (leaveLog)
        {
            File.WriteAllBytes(_folder.Database, copies[0]);
            File.WriteAllBytes(_folder.Log, copies[1]);
        }
    }

    private void Spoil(string damage)
    {
        byte[] database = File.ReadAllBytes(_folder.Database), log = File.ReadAllBytes(_folder.Log);
        switch (damage)
        {
            case "empty":
                File.WriteAllBytes(_folder.Database, []);
                break;
            case "foreign":
                File.WriteAllText(_folder.Database, new string('x', database.Length));
                break;
            case "cut in a page":
                File.WriteAllBytes(_folder.Database, database[..^100]);
                break;
            case "cut between pages":
                File.WriteAllBytes(_folder.Database, database[..^8192]);
                break;
            case "header lost":
                database.AsSpan(0, 8192).Clear();
                File.WriteAllBytes(_folder.Database, database);
                break;
            case "row flipped":
                database[database.AsSpan().IndexOf(Encoding.UTF8.GetBytes("some-stem-7"))] ^= 1;
                File.WriteAllBytes(_folder.Database, database);
                break;
            case "log foreign":
                File.WriteAllText(_folder.Log, new string('x', 100_000));
                break;
            case "log empty":
                File.WriteAllBytes(_folder.Log, []);
                break;
            case "log flipped":
                log[log.AsSpan().IndexOf(Encoding.UTF8.GetBytes("some-stem-7"))] ^= 1;
                File.WriteAllBytes(_folder.Log, log);
                break;
            case "database gone":
                File.Delete(_folder.Database);
                break;
        }
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllBytes);

    /// <summary>A file that the store has locked, by a reader that knows no locks.</summary>
    internal static byte[] CopyOf(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = Posix.Open(path, Posix.O_RDONLY);
        byte[] content = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, content, 0);
        return content;
    }
}
