using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Backups;

/// <summary>A backup while others upload, edit and delete, and what a second daemon serves from it.</summary>
public sealed class BackupUnderLoadTests : IDisposable
{
    private const int Untouched = 20, Deleted = 60, Edited = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("backups")]
    [InlineData("backup.tar")]
    public async Task Everything_acknowledged_before_is_there_byte_for_byte_and_nothing_is_half(string place)
    {
        await using Daemon daemon = await Daemon.StartAsync(Directory.CreateDirectory(Path.Combine(_folder, "first")).FullName);
        string key = await daemon.CreateUserAsync("bob"), annsKey = await daemon.CreateUserAsync("ann", "another horse");
        var bob = new ApiClient(daemon.Address, key);
        var ann = new ApiClient(daemon.Address, annsKey);
        await ann.UploadAsync("小猫.jpg", Pictures.Jpeg(300, 200, seed: 5), ("album", "假期"));
        long[] ids = await UploadAsync(bob, 0, Untouched + Deleted + Edited);
        await bob.PutAsync($"api/images/{ids[0]}", ("name", "the first"), ("description", "编辑"));
        Dictionary<long, StoredImage> before = await Everything.ImagesAsync(bob), annsBefore = await Everything.ImagesAsync(ann);
        string albums = await Everything.AlbumsAsync(ann);

        var acknowledged = new HashSet<long>();
        using var enough = new CancellationTokenSource();
        Task load = Task.WhenAll(
        [
            Task.Run(() => DeleteAsync(bob, ids.AsMemory(Untouched, Deleted))),
            Task.Run(() => EditAsync(bob, ids.AsMemory(Untouched + Deleted), enough.Token)),
            .. Enumerable.Range(1, 3).Select(client => Task.Run(() => UploadAsync(bob, client * 1_000, acknowledged, enough.Token))),
        ]);
        long[] acknowledgedBefore;
        lock (acknowledged)
            acknowledgedBefore = [.. acknowledged];
        CommandResult backup = await daemon.RunAsync("backup", Path.Combine(_folder, place), "--json");
        await enough.CancelAsync();
        await load;
        Assert.True(backup.ExitCode == 0, backup.Output + backup.Errors);
        Assert.Contains("can sign in as anyone", backup.Errors, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(backup.Output).RootElement;
        Assert.True(await Wait.UntilAsync(() => !Exists("data/images/.tmp", "kept.*")), "the daemon keeps what was deleted meanwhile");
        Assert.True(await Wait.UntilAsync(() => !Exists("data", "*.copy-*")), "the copy of the database is still there");

        bool Exists(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(daemon.Folder, folder), pattern).Any();

        string second = Directory.CreateDirectory(Path.Combine(_folder, "second")).FullName;
        CommandResult restore = await Daemon.RunInAsync(second, ["restore", Path.Combine(_folder, place)]);
        Assert.True(restore.ExitCode == 0, restore.Output + restore.Errors);

        await using Daemon restored = await Daemon.StartAsync(second);
        bob = new ApiClient(restored.Address, key);
        // Reads every original, thumbnail and show picture, and compares the original's hash with its row.
        Dictionary<long, StoredImage> after = await Everything.ImagesAsync(bob);
        Assert.Equal(report.GetProperty("images").GetInt64(), after.Count + 1);
        Assert.All(ids[..Untouched], id => Assert.Equal(before[id], after[id]));
        Assert.All(acknowledgedBefore, id => Assert.Contains(id, after.Keys));
        // Of one that was deleted or edited meanwhile, either the whole image as it was, or what came after.
        Assert.All(ids[Untouched..(Untouched + Deleted)].Where(after.ContainsKey), id => Assert.Equal(before[id], after[id]));
        Assert.All(ids[(Untouched + Deleted)..], id => Assert.Equal(before[id].Bytes, after[id].Bytes));

        ann = new ApiClient(restored.Address, annsKey);
        Assert.Equal(annsBefore, await Everything.ImagesAsync(ann));
        Assert.Equal(albums, await Everything.AlbumsAsync(ann));
        Answer login = await new ApiClient(restored.Address, null).PostAsync("api/login", ("username", "ann"), ("password", "another horse"));
        Assert.Equal(HttpStatusCode.OK, login.Status);
        Assert.Equal(after.Count * 3, FilesOf(second, "bob"));
        CommandResult check = await restored.RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.Equal(0, await restored.StopAsync());

        await AssertFactsAreWholeAsync(second, after.Count + 1);
    }

    /// <summary>The facts of the backup are enough for a database without it.</summary>
    private static async Task AssertFactsAreWholeAsync(string folder, int images)
    {
        File.Delete(Path.Combine(folder, "data", "maple.db"));
        CommandResult rebuild = await Daemon.RunInAsync(folder, ["rebuild-index", "--force"]);
        Assert.True(rebuild.ExitCode == 0, rebuild.Errors);
        Assert.EndsWith($"images\t{images}\n", rebuild.Output, StringComparison.Ordinal);
    }

    private static int FilesOf(string folder, string user) => ((string[])["photo", "thumb", "show"])
        .Sum(kind => Directory.GetFiles(Path.Combine(folder, "data", "images", user, kind), "*", SearchOption.AllDirectories).Length);

    private static async Task<long[]> UploadAsync(ApiClient api, int seed, int count)
    {
        var ids = new long[count];
        for (int i = 0; i < count; i++)
            ids[i] = IdOf(await api.UploadAsync($"{seed + i}.png", Pictures.Png(seed: seed + i)));
        return ids;
    }

    private static async Task UploadAsync(ApiClient api, int seed, HashSet<long> acknowledged, CancellationToken enough)
    {
        // Enough to last for the backup; on a busy machine it would go on for long otherwise, and all of it is compared afterwards.
        const int Most = 60;
        for (int last = seed + Most; seed < last && !enough.IsCancellationRequested;)
        {
            long id = IdOf(await api.UploadAsync("new.png", Pictures.Png(seed: seed++)));
            lock (acknowledged)
                acknowledged.Add(id);
        }
    }

    private static async Task EditAsync(ApiClient api, ReadOnlyMemory<long> ids, CancellationToken enough)
    {
        for (int i = 0; !enough.IsCancellationRequested; i++)
            await api.PutAsync($"api/images/{ids.Span[i % ids.Length]}", ("name", $"edited {i}"));
    }

    private static async Task DeleteAsync(ApiClient api, ReadOnlyMemory<long> ids)
    {
        for (int i = 0; i < ids.Length; i++)
            Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync($"api/images/{ids.Span[i]}")).Status);
    }

    private static long IdOf(Answer upload) => upload.Data.GetProperty("success")[0].GetProperty("id").GetInt64();
}
