using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Disk;

/// <summary>The disk or a folder is gone, read-only or forbidden while the daemon runs.</summary>
public sealed class LostDiskTests : DiskTest
{
    private const HttpStatusCode Unavailable = HttpStatusCode.ServiceUnavailable;

    private SmallDisk? _disk;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
    }

    [Fact]
    public async Task A_read_only_disk_shows_and_neither_takes_nor_deletes()
    {
        _disk = await SmallDisk.MountAsync(8);
        await StartAsync(Path.Combine(_disk.Path, "images"), ("MAPLE_STORAGE_MIN_FREE", "0"));
        JsonElement image = await UploadAsync();
        await _disk.SetReadOnlyAsync(true);

        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync("healthz"));
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.DeleteAsync(DeleteUrl(image)));
        Assert.NotEmpty(await BytesAsync(image));
        Assert.Equal((50, 50), Pictures.SizeOf(await BytesAsync(image, "?width=50")));

        await _disk.SetReadOnlyAsync(false);
        // What was refused was not half done.
        Assert.NotEmpty(await BytesAsync(image));
        await SoundAsync();
        Assert.Equal(HttpStatusCode.OK, (await Bob.DeleteAsync(DeleteUrl(image))).Status);
        await SoundAsync();
    }

    [Fact]
    public async Task Nothing_is_written_under_a_disk_that_went_away_and_nothing_is_taken_for_deleted()
    {
        _disk = await SmallDisk.MountAsync(8);
        await StartAsync(_disk.Path, ("MAPLE_STORAGE_MIN_FREE", "0"));
        JsonElement image = await UploadAsync();
        await _disk.UnmountAsync();

        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync("healthz"));
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.DeleteAsync(DeleteUrl(image)));
        foreach (string query in (string[])["", "?width=50"])
        {
            string path = new Uri(image.GetProperty("url").GetString()!).PathAndQuery.TrimStart('/') + query;
            await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync(path));
        }

        // The row is elsewhere; the facts wait.
        Assert.Equal(HttpStatusCode.OK, (await Bob.PutAsync(DeleteUrl(image), ("name", "renamed"))).Status);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_disk.Path));

        await _disk.MountAgainAsync();
        Assert.NotEmpty(await BytesAsync(image));
        await SoundAsync();
        Assert.Contains("renamed", string.Concat(Directory.EnumerateFiles(Path.Combine(Images, "bob", ".facts")).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_without_the_disk_is_refused_and_writes_nothing_under_it()
    {
        _disk = await SmallDisk.MountAsync(8);
        await StartAsync(_disk.Path, ("MAPLE_STORAGE_MIN_FREE", "0"));
        await UploadAsync();
        Assert.Equal(0, await Daemon.StopAsync());
        await _disk.UnmountAsync();

        CommandResult serve = await RunAsync("serve");
        Assert.Equal(69, serve.ExitCode);
        Assert.Contains("Is its disk mounted?", serve.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_disk.Path));

        // The way out that the message names.
        Directory.CreateDirectory(Path.Combine(_disk.Path, ".tmp"));
        await using Daemon next = await Daemon.StartAsync(Folder, ("MAPLE_STORAGE_UPLOAD_PATH", _disk.Path), ("MAPLE_STORAGE_MIN_FREE", "0"));
    }

    [Fact]
    public async Task A_folder_without_permission_refuses_clearly_until_it_is_given_back()
    {
        // Root heeds no permissions, but works on another user's folder as that user.
        if (Environment.IsPrivilegedProcess)
            await Bash.RunAsync(Folder, "chown 65534:65534 .");
        await StartAsync();
        JsonElement image = await UploadAsync();
        string staging = Path.Combine(Images, ".tmp");
        UnixFileMode before = File.GetUnixFileMode(staging);
        File.SetUnixFileMode(staging, UnixFileMode.UserRead);
        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.DeleteAsync(DeleteUrl(image)));
        Assert.NotEmpty(await BytesAsync(image));

        File.SetUnixFileMode(staging, before);
        File.SetUnixFileMode(Images, UnixFileMode.None);
        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync(new Uri(image.GetProperty("url").GetString()!).PathAndQuery.TrimStart('/')));

        File.SetUnixFileMode(Images, before);
        await SoundAsync();
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images/.tmp")]
    [InlineData("images/bob")]
    [InlineData("images/.cache")]
    public async Task A_folder_that_was_moved_away_does_no_harm_and_may_come_back(string name)
    {
        await StartAsync();
        JsonElement image = await UploadAsync();
        await BytesAsync(image, "?width=40");
        string folder = Path.Combine(Folder, "data", name), away = Path.Combine(Folder, "away");
        Directory.Move(folder, away);
        if (name == "images")
        {
            await RefusedUploadAsync(Unavailable, "storage_unavailable");
            await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync("healthz"));
            Assert.False(Directory.Exists(folder), "an empty folder in its place would look like lost pictures");
        }
        else
        {
            await UploadAsync();
            if (name != "images/bob")
                Assert.Equal((30, 30), Pictures.SizeOf(await BytesAsync(image, "?width=30")));
            // What was made anew goes where the old one is.
            await Bash.RunAsync(Folder, $"cp -an data/{name}/. away/ && rm -r data/{name}");
        }

        Directory.Move(away, folder);
        Assert.NotEmpty(await BytesAsync(image));
        Assert.Equal((40, 40), Pictures.SizeOf(await BytesAsync(image, "?width=40")));
        // Of the two files with this month's facts the older one is there now.
        if (name == "images/bob")
            Assert.Equal(0, (await RunAsync("check", "--repair")).ExitCode);
        await SoundAsync();
    }

    [Fact]
    public async Task An_empty_folder_in_the_place_of_the_pictures_is_not_written_to()
    {
        await StartAsync();
        JsonElement image = await UploadAsync();
        string away = Path.Combine(Folder, "away");
        Directory.Move(Images, away);
        Directory.CreateDirectory(Images);

        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.DeleteAsync(DeleteUrl(image)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Images));

        Directory.Delete(Images);
        Directory.Move(away, Images);
        await SoundAsync();
    }

    [Theory]
    [InlineData("maple.db")]
    [InlineData("maple.db.log")]
    public async Task A_database_file_that_was_moved_away_takes_no_more_changes_until_it_is_back(string name)
    {
        await StartAsync();
        JsonElement image = await UploadAsync();
        string file = Path.Combine(Folder, "data", name), away = Path.Combine(Folder, "away");
        File.Move(file, away);
        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync("healthz"));
        Assert.Equal(HttpStatusCode.OK, (await Bob.GetAsync(DeleteUrl(image))).Status);
        // Another one in its place is not this daemon's.
        await Bash.RunAsync(Folder, $"cp away data/{name}");
        await RefusedUploadAsync(Unavailable, "storage_unavailable");

        File.Move(away, file, overwrite: true);
        await SoundAsync();
        Assert.Equal(0, await Daemon.StopAsync());
        CommandResult check = await RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    [Fact]
    public async Task A_deleted_database_loses_nothing_that_was_answered()
    {
        await StartAsync();
        string path = (await UploadAsync()).GetProperty("path").GetString()!;
        File.Delete(Path.Combine(Folder, "data", "maple.db"));
        await RefusedUploadAsync(Unavailable, "storage_unavailable");
        Assert.Equal(0, await Daemon.StopAsync());

        CommandResult serve = await RunAsync("serve");
        Assert.Equal(74, serve.ExitCode);
        Assert.Contains("maple rebuild-index", serve.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("rebuild-index")).ExitCode);
        CommandResult check = await RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.Equal([path], Directory.EnumerateFiles(Path.Combine(Images, "bob", "photo"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Images, f)));
    }

    [Fact]
    public async Task Without_descriptors_it_refuses_what_needs_one_and_works_again()
    {
        await StartAsync();
        JsonElement image = await UploadAsync();
        // What the runtime loads for a refusal it has loaded then: a build that isn't published needs descriptors for that.
        Directory.Move(Images, Images + ".away");
        await RefuseAllAsync();
        Directory.Move(Images + ".away", Images);
        // On a connection that is open already.
        Assert.Equal(HttpStatusCode.OK, (await Bob.GetAsync("healthz")).Status);
        await Bash.RunAsync(Folder, $"prlimit --pid {Daemon.ProcessId} --nofile={FreeDescriptor()}:");
        await RefuseAllAsync();

        await Bash.RunAsync(Folder, $"prlimit --pid {Daemon.ProcessId} --nofile=1024:");
        await SoundAsync();
        Assert.NotEmpty(await BytesAsync(image));

        async Task RefuseAllAsync()
        {
            Assert.Equal(HttpStatusCode.OK, (await Bob.PutAsync(DeleteUrl(image), ("name", "needs none"))).Status);
            await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync("healthz"));
            await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.GetAsync(new Uri(image.GetProperty("url").GetString()!).PathAndQuery.TrimStart('/')));
            await RefusedAsync(Unavailable, "storage_unavailable", () => Bob.DeleteAsync(DeleteUrl(image)));
            await RefusedUploadAsync(Unavailable, "storage_unavailable");
        }
    }

    private int FreeDescriptor()
    {
        HashSet<int> used = [.. Directory.EnumerateFileSystemEntries($"/proc/{Daemon.ProcessId}/fd").Select(fd => int.Parse(Path.GetFileName(fd), System.Globalization.CultureInfo.InvariantCulture))];
        return Enumerable.Range(0, 1024).First(number => !used.Contains(number));
    }
}
