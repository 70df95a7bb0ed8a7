using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Disk;

/// <summary>Each of maple's disks without room: by itself, and all in one.</summary>
public sealed class FullDiskTests : DiskTest
{
    private const HttpStatusCode InsufficientStorage = HttpStatusCode.InsufficientStorage;

    private SmallDisk? _disk;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
    }

    [Fact]
    public async Task Pictures_on_a_full_disk_are_refused_shown_and_deleted_and_taken_again_when_there_is_room()
    {
        _disk = await SmallDisk.MountAsync(8);
        await StartAsync(Path.Combine(_disk.Path, "images"), ("MAPLE_STORAGE_MIN_FREE", "0"));
        JsonElement kept = await UploadAsync(), gone = await UploadAsync();
        byte[] before = await BytesAsync(kept);
        _disk.Fill();

        await RefusedUploadAsync(InsufficientStorage, "storage_full");
        await RefusedAsync(InsufficientStorage, "storage_full", () => Bob.GetAsync("healthz"));
        Assert.Equal(before, await BytesAsync(kept));
        // The cache can't keep it; it is served all the same.
        Assert.Equal((50, 50), Pictures.SizeOf(await BytesAsync(kept, "?width=50")));
        Assert.Equal(HttpStatusCode.OK, (await Bob.PutAsync(DeleteUrl(kept), ("name", "renamed"))).Status);
        Assert.Empty(StagingFolder.Files(Images));

        // Deleting is the way out.
        Assert.Equal(HttpStatusCode.OK, (await Bob.DeleteAsync(DeleteUrl(gone))).Status);
        await SoundAsync();
        _disk.Free();
        await SoundAsync();
        // The facts that found no room are there now.
        Assert.Contains("renamed", string.Concat(Directory.EnumerateFiles(Path.Combine(Images, "bob", ".facts")).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_floor_stops_uploads_before_the_disk_is_full_and_deleting_works_to_the_last_byte()
    {
        _disk = await SmallDisk.MountAsync(24);
        await StartAsync(null, ("MAPLE_STORAGE_UPLOAD_ROOT", _disk.Path), ("MAPLE_STORAGE_MIN_FREE", "4MB"));
        Images = Path.Combine(_disk.Path, "images");
        List<JsonElement> images = [];
        for (int i = 0; i < 30; i++)
            images.Add(await UploadAsync());
        _disk.Fill(leave: 3 << 20);
        await RefusedUploadAsync(InsufficientStorage, "storage_full");
        Assert.Equal(HttpStatusCode.OK, (await Bob.PostAsync("api/albums", ("name", "small things still fit"))).Status);

        foreach (JsonElement image in images)
        {
            // Somebody else takes what each deletion frees.
            _disk.Fill();
            Answer deleted = await Bob.DeleteAsync(DeleteUrl(image));
            Assert.True(deleted.Status == HttpStatusCode.OK, deleted.Json.GetRawText() + Daemon.Log);
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Images, "bob", "photo"), "*", SearchOption.AllDirectories));
        _disk.Free();
        await SoundAsync();
        Assert.Equal(0, await Daemon.StopAsync());
    }

    [Fact]
    public async Task A_database_without_room_refuses_changes_goes_on_reading_and_heals()
    {
        _disk = await SmallDisk.MountAsync(12);
        await StartAsync(null, ("MAPLE_STORAGE_DATABASE", Path.Combine(_disk.Path, "maple.db")), ("MAPLE_STORAGE_MIN_FREE", "0"));
        JsonElement kept = await UploadAsync();
        _disk.Fill();
        // There is some room in the log, and what was answered with 200 is in it.
        int accepted = 0, small = 0;
        Answer answer;
        string description = new('x', 1000);
        while ((answer = await Bob.PostAsync("api/albums", ("name", $"album {accepted}"), ("description", description))).Status == HttpStatusCode.OK)
            Assert.True(accepted++ < 5_000, "a full disk takes everything");
        Assert.Equal((InsufficientStorage, "storage_full"), (answer.Status, answer.Code));

        // Smaller changes still fit, and one that fits would say what became of those that did not: so there is no room for the smallest either.
        while (await Bob.GetAsync("healthz") is { Status: HttpStatusCode.OK })
            Assert.True(small++ < 5_000, "a full disk takes everything");

        await RefusedUploadAsync(InsufficientStorage, "storage_full");
        Assert.Equal(2, Photos());
        Assert.Equal(HttpStatusCode.OK, (await Bob.GetAsync("api/images")).Status);
        Assert.Equal(kept.GetProperty("id").GetInt64(), (await Bob.GetAsync(DeleteUrl(kept))).Data.GetProperty("id").GetInt64());
        _disk.Free();
        // Whether a change is durable that failed in the midst of its flush nobody knows: its files stay until the store works, whether or not anybody comes.
        Assert.True(await Wait.UntilAsync(() => Photos() == 1), $"{Photos()} pictures");
        await SoundAsync();
        Assert.Empty(StagingFolder.Files(Images));
        Assert.Equal(2, Photos());
        Assert.Equal(accepted + 1, (await Bob.GetAsync("api/albums")).Json.GetProperty("pageinfo").GetProperty("total").GetInt32());
    }

    private int Photos() => Directory.EnumerateFiles(Path.Combine(Images, "bob", "photo"), "*", SearchOption.AllDirectories).Count();

    [Fact]
    public async Task What_the_log_holds_survives_an_end_for_which_there_is_no_room()
    {
        _disk = await SmallDisk.MountAsync(12);
        (string, string)[] settings = [("MAPLE_STORAGE_DATABASE", Path.Combine(_disk.Path, "maple.db")), ("MAPLE_STORAGE_MIN_FREE", "0")];
        await StartAsync(null, settings);
        JsonElement kept = await UploadAsync();
        _disk.Fill();
        int accepted = 0;
        string description = new('x', 1000);
        while ((await Bob.PostAsync("api/albums", ("name", $"album {accepted}"), ("description", description))).Status == HttpStatusCode.OK)
            Assert.True(accepted++ < 5_000, "a full disk takes everything");

        // It would move the log into the database now, which has to grow for that.
        await Daemon.StopAsync();

        _disk.Free();
        await using Daemon next = await Daemon.StartAsync(Folder, settings);
        var bob = new ApiClient(next.Address, Key);
        Assert.Equal(accepted + 1, (await bob.GetAsync("api/albums")).Json.GetProperty("pageinfo").GetProperty("total").GetInt32());
        Assert.Equal(kept.GetProperty("id").GetInt64(), (await bob.GetAsync(DeleteUrl(kept))).Data.GetProperty("id").GetInt64());
        CommandResult check = await RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    [Fact]
    public async Task A_database_that_there_is_no_room_to_make_again_stays()
    {
        _disk = await SmallDisk.MountAsync(24);
        (string, string)[] settings = [("MAPLE_STORAGE_UPLOAD_ROOT", _disk.Path), ("MAPLE_STORAGE_MIN_FREE", "0")];
        await StartAsync(null, settings);
        for (int i = 0; i < 3; i++)
            await UploadAsync();
        Assert.Equal(0, await Daemon.StopAsync());
        string before = Inventory();
        _disk.Fill(leave: 16_000);

        CommandResult rebuild = await RunAsync("rebuild-index", "--force");

        Assert.Equal(74, rebuild.ExitCode);
        Assert.Contains("no room", rebuild.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Inventory());
        _disk.Free();
        Assert.Equal(0, (await RunAsync("rebuild-index", "--force")).ExitCode);
        await using Daemon next = await Daemon.StartAsync(Folder, settings);
        CommandResult check = await RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);

        string Inventory() => string.Join('\n', Directory.EnumerateFiles(_disk!.Path, "*").Where(file => Path.GetFileName(file) is not ("filler" or "maple.db.lock"))
            .Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_stops_nobody()
    {
        _disk = await SmallDisk.MountAsync(4);
        string log = Path.Combine(_disk.Path, "log");
        var start = Daemon.StartInfo(Folder, []);
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (string word in (string[])["-c", "exec \"$0\" serve 2>>\"$1\"", Daemon.Binary, log])
            start.ArgumentList.Add(word);
        start.Environment["MAPLE_SERVER_LISTEN"] = "127.0.0.1:0";
        await File.WriteAllTextAsync(log, "");
        using Process daemon = Process.Start(start)!;
        try
        {
            string said;
            while (!(said = await File.ReadAllTextAsync(log)).Contains("http://", StringComparison.Ordinal))
                Assert.False(daemon.HasExited, said);
            var address = new Uri($"http://{said.Split("http://")[1].Split('/')[0]}/");
            CommandResult key = await Daemon.RunInAsync(Folder, ["create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse"]);
            var bob = new ApiClient(address, key.Output.Trim());
            _disk.Fill();
            Assert.Equal(HttpStatusCode.OK, (await bob.UploadAsync("a.png", NextPicture())).Status);
            Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("healthz")).Status);

            _disk.Free();
            long length = new FileInfo(log).Length;
            Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("healthz")).Status);
            Assert.True(new FileInfo(log).Length > length, "the log goes on");
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_limit_on_the_size_of_files_refuses_and_does_not_kill()
    {
        await StartAsync();
        JsonElement kept = await UploadAsync();
        await Bash.RunAsync(Folder, $"prlimit --pid {Daemon.ProcessId} --fsize=50000:");
        await RefusedUploadAsync(InsufficientStorage, "storage_full");
        Assert.Equal(HttpStatusCode.OK, (await Bob.GetAsync(DeleteUrl(kept))).Status);
        await Bash.RunAsync(Folder, $"prlimit --pid {Daemon.ProcessId} --fsize=unlimited:");
        await SoundAsync();
    }
}
