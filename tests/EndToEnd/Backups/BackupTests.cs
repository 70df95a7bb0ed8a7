using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Backups;

/// <summary>Folders of backups: what a second one costs, what a killed one leaves, and what goes on in the store meanwhile.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Backups => Path.Combine(_folder, "backups");

    private string Data => Path.Combine(_folder, "data");

    [Fact]
    public async Task A_second_backup_copies_only_what_is_new_and_links_the_rest()
    {
        string picture;
        await using (Daemon daemon = await Daemon.StartAsync(_folder))
        {
            var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
            picture = await UploadAsync(bob, 1);
            for (int i = 2; i < 8; i++)
                await UploadAsync(bob, i);
            await BackUpAsync("--without-secrets");
            string added = await UploadAsync(bob, 99);
            JsonElement second = await BackUpAsync("--without-secrets");

            string[] snapshots = Snapshots();
            Assert.Equal(2, snapshots.Length);
            Assert.Equal(InodeOf(snapshots[0], picture), InodeOf(snapshots[1], picture));
            Assert.Equal(InodeOf(snapshots[0], picture.Replace("/photo/", "/thumb/", StringComparison.Ordinal)),
                InodeOf(snapshots[1], picture.Replace("/photo/", "/thumb/", StringComparison.Ordinal)));
            Assert.False(File.Exists(Path.Combine(snapshots[0], "images", added)));
            // The new picture's three files, the database and the month's facts: the account has not changed.
            Assert.Equal(5, second.GetProperty("copied_files").GetInt32());
            Assert.Equal(8 * 3 + 3, second.GetProperty("files").GetInt32());
            Assert.Equal(snapshots[1], second.GetProperty("backup").GetString());
            Assert.Equal(Path.GetFileName(snapshots[1]), new FileInfo(Path.Combine(Backups, "latest")).LinkTarget);
            // Never a link to the store's own file: damage there must not be damage here.
            Assert.NotEqual(InodeOf(Path.Combine(_folder, "data"), picture), InodeOf(snapshots[1], picture));
            Assert.False(File.Exists(Path.Combine(snapshots[1], "secret.key")));
            Assert.Equal(0, await daemon.StopAsync());
        }

        // Without a daemon it works as well.
        JsonElement third = await BackUpAsync("--keep", "2");
        Assert.Equal(2, Snapshots().Length);
        Assert.Equal(third.GetProperty("backup").GetString(), Snapshots()[1]);
        Assert.True(File.Exists(Path.Combine(Snapshots()[1], "secret.key")));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Backups, "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).LinkTarget is null),
            path => (File.GetUnixFileMode(path) & (UnixFileMode)0b000_111_111) != 0);
    }

    [Fact]
    public async Task A_backup_that_is_killed_leaves_the_one_before_and_the_next_one_succeeds()
    {
        const int Images = 60;
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        await UploadAsync(bob, 0);
        await BackUpAsync();
        for (int i = 1; i < Images; i++)
            await UploadAsync(bob, i);

        // Each image has three files, each of one write at least; a pool's threads share them.
        await Kill.AtAsync(Daemon.StartInfo(_folder, ["backup", Backups]), "pwrite64", count: 20);

        Assert.Single(Snapshots());
        Assert.True(Directory.Exists(Path.Combine(Backups, ".unfinished")));
        Assert.Equal(1, await RestoredImagesAsync("of the first"));
        // The daemon saw that nobody reads any more.
        await daemon.LoggedAsync("a backup has ended");
        await BackUpAsync();
        Assert.Equal(2, Snapshots().Length);
        Assert.Equal(Images, await RestoredImagesAsync("of the second"));
        Assert.False(Directory.Exists(Path.Combine(Backups, ".unfinished")));
    }

    [Fact]
    public async Task What_is_deleted_while_a_backup_is_taken_is_gone_at_once_and_in_the_backup_all_the_same()
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        string path = await UploadAsync(bob, 1);
        await UploadAsync(bob, 2);
        string kept = Path.Combine(Data, "images", ".tmp", "kept." + path.Replace('/', ':'));

        using (var slow = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await slow.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Data, "maple.db.sock")));
            await slow.SendAsync("{\"action\":\"Backup\"}\n"u8.ToArray());
            byte[] answer = new byte[4096];
            int length = await slow.ReceiveAsync(answer);
            string copy = JsonDocument.Parse(answer.AsMemory(0, length)).RootElement.GetProperty("snapshot").GetProperty("file").GetString()!;
            Assert.True(File.Exists(copy));

            await bob.DeleteAsync("api/images/1");

            Assert.Equal(HttpStatusCode.NotFound, (await bob.Http.GetAsync($"images/{path}")).StatusCode);
            Assert.True(File.Exists(kept));
            CommandResult check = await daemon.RunAsync("check", "--deep", "--repair");
            Assert.True(check.ExitCode == 0, check.Output);
            Assert.True(File.Exists(kept));
        }

        await daemon.LoggedAsync("a backup has ended");
        Assert.False(File.Exists(kept));
        await BackUpAsync();
        Assert.Equal(1, await RestoredImagesAsync("restored"));
    }

    [Fact]
    public async Task A_picture_that_the_store_has_lost_is_named_and_the_rest_is_backed_up()
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        string lost = await UploadAsync(bob, 1), changed = await UploadAsync(bob, 2);
        await UploadAsync(bob, 3);
        File.Delete(Path.Combine(Data, "images", lost));
        await File.AppendAllTextAsync(Path.Combine(Data, "images", changed), "more");

        CommandResult backup = await daemon.RunAsync("backup", Backups);

        Assert.Equal(1, backup.ExitCode);
        Assert.Contains($"{lost}: the store has lost", backup.Errors, StringComparison.Ordinal);
        Assert.Contains($"{changed}: damaged", backup.Errors, StringComparison.Ordinal);
        CommandResult restore = await Daemon.RunInAsync(Directory.CreateDirectory(Path.Combine(_folder, "restored")).FullName, ["restore", Backups]);
        Assert.Equal(1, restore.ExitCode);
        Assert.Contains($"{lost}: was lost already", restore.Errors, StringComparison.Ordinal);
        Assert.StartsWith("taken\t", restore.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_backups_into_one_folder_take_turns_or_are_refused()
    {
        await using (Daemon daemon = await Daemon.StartAsync(_folder))
            await daemon.CreateUserAsync("bob");
        Directory.CreateDirectory(Backups);
        await using (new FileStream(Path.Combine(Backups, ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            CommandResult refused = await Daemon.RunInAsync(_folder, ["backup", Backups]);
            Assert.Equal(69, refused.ExitCode);
            Assert.Contains("Another backup", refused.Errors, StringComparison.Ordinal);
        }

        await BackUpAsync();
    }

    private async Task<JsonElement> BackUpAsync(params string[] options)
    {
        CommandResult result = await Daemon.RunInAsync(_folder, ["backup", Backups, "--json", .. options]);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    [Fact]
    public async Task A_backup_goes_down_a_pipe_as_a_tar_and_what_is_said_does_not()
    {
        string tar = Path.Combine(_folder, "piped.tar");
        await using (Daemon daemon = await Daemon.StartAsync(_folder))
        {
            await UploadAsync(new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob")), 1);
            ProcessStartInfo start = Daemon.StartInfo(_folder, []);
            start.FileName = "/bin/sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"'{Daemon.Binary}' backup - --json | cat > '{tar}'");
            using Process piped = Process.Start(start)!;
            string said = await piped.StandardError.ReadToEndAsync();
            await piped.WaitForExitAsync();
            Assert.Contains("\"ok\":true", said, StringComparison.Ordinal);
        }

        Assert.Equal(1, await RestoredImagesAsync("restored", tar));
    }

    private async Task<int> RestoredImagesAsync(string name, string? from = null)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        CommandResult restore = await Daemon.RunInAsync(folder, ["restore", from ?? Backups, "--json"]);
        Assert.True(restore.ExitCode == 0, restore.Output + restore.Errors);
        CommandResult check = await Daemon.RunInAsync(folder, ["check", "--deep", "--json"]);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        return JsonDocument.Parse(check.Output).RootElement.GetProperty("images").GetInt32();
    }

    private string[] Snapshots() =>
        [.. Directory.GetDirectories(Backups, "2*").Order(StringComparer.Ordinal)];

    private static async Task<string> UploadAsync(ApiClient api, int seed) =>
        (await api.UploadAsync($"{seed}.png", Pictures.Png(seed: seed))).Data.GetProperty("success")[0].GetProperty("path").GetString()!;

    private static string InodeOf(string folder, string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%d:%i", Path.Combine(folder, "images", path)]) { RedirectStandardOutput = true })!;
        string inode = stat.StandardOutput.ReadToEnd().Trim();
        Assert.NotEqual("", inode);
        return inode;
    }
}
