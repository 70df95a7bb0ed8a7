using System.Formats.Tar;
using System.Net;
using System.Text;
using Maple.Storage;
using Maple.Storage.Maintenance.Backups;
using Maple.Tests.Cli;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Backups;

/// <summary>Two backups of the same small store, a folder and a tar: three pictures, one of them with a version from before.</summary>
public sealed class SomeBackups : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public string Folder => Path.Combine(_folder, "backups");

    public string Tar => Path.Combine(_folder, "backup.tar");

    public async ValueTask InitializeAsync()
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder, ("MAPLE_IMAGES_KEEP_VERSIONS", "1"));
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        for (int i = 0; i < 3; i++)
            await bob.UploadAsync($"{i}.png", Pictures.Png(seed: i));
        using var other = new ByteArrayContent(Pictures.Png(seed: 3)) { Headers = { ContentType = new("image/png") } };
        Assert.Equal(HttpStatusCode.OK, (await bob.SendAsync(HttpMethod.Put, "api/images/1/content", other)).Status);
        foreach (string place in (string[])[Folder, Tar])
        {
            CommandResult backup = await daemon.RunAsync("backup", place);
            Assert.True(backup.ExitCode == 0, backup.Errors);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}

/// <summary>What is not a whole backup is refused, whole, and what was there stays.</summary>
public sealed class RestoreTests(SomeBackups backups) : CliTest, IClassFixture<SomeBackups>
{
    private string Copy => InFolder("copy");

    private string Tar => InFolder("copy.tar");

    [Theory]
    [InlineData("picture flipped", "has other bytes")]
    [InlineData("picture cut", "has other bytes")]
    [InlineData("picture gone", "is missing")]
    [InlineData("picture a link", "puts into no backup")]
    [InlineData("database flipped", "maple.db has other bytes")]
    [InlineData("manifest cut", "manifest.jsonl")]
    [InlineData("manifest changed", "manifest.jsonl")]
    [InlineData("manifest gone", "no finished backup")]
    public async Task A_changed_folder_is_refused(string damage, string said)
    {
        CopyFolder(backups.Folder, Copy);
        string snapshot = Assert.Single(Directory.GetDirectories(Copy, "2*"));
        string picture = Directory.GetFiles(Path.Combine(snapshot, "images", "bob", "photo"), "*", SearchOption.AllDirectories)[1];
        string manifest = Path.Combine(snapshot, "manifest.jsonl");
        switch (damage)
        {
            case "picture flipped":
                Change(picture, bytes => bytes[^9] ^= 1);
                break;
            case "picture cut":
                await File.WriteAllBytesAsync(picture, (await File.ReadAllBytesAsync(picture))[..^1]);
                break;
            case "picture gone":
                File.Delete(picture);
                break;
            case "picture a link":
                File.Move(picture, picture + ".moved");
                File.CreateSymbolicLink(picture, picture + ".moved");
                break;
            case "database flipped":
                Change(Path.Combine(snapshot, "maple.db"), bytes => bytes[9000] ^= 1);
                break;
            case "manifest cut":
                string[] lines = await File.ReadAllLinesAsync(manifest);
                await File.WriteAllLinesAsync(manifest, lines[..^1]);
                break;
            case "manifest changed":
                await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("bob", "bot", StringComparison.Ordinal));
                break;
            case "manifest gone":
                File.Delete(manifest);
                break;
        }

        await RefusedAsync(Copy, said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_without_an_original_is_refused_though_its_list_agrees(bool isVersion)
    {
        CopyFolder(backups.Folder, Copy);
        string snapshot = Assert.Single(Directory.GetDirectories(Copy, "2*"));
        string gone = Directory.GetFiles(Path.Combine(snapshot, "images", "bob", "photo"), "*", SearchOption.AllDirectories)
            .First(file => Stem.IsOfVersion(Path.GetFileNameWithoutExtension(file)) == isVersion);
        File.Delete(gone);
        string path = Path.GetRelativePath(snapshot, gone);
        WriteManifestWithout(path, Path.Combine(snapshot, "manifest.jsonl"));

        await RefusedAsync(Copy, $"{path} is missing");
    }

    [Theory]
    [InlineData("cut", "cut off")]
    [InlineData("without manifest", "manifest.jsonl")]
    [InlineData("flipped", "has other bytes")]
    [InlineData("no tar", "cut off or damaged")]
    [InlineData("empty", "manifest.jsonl")]
    [InlineData("../maple.db", "puts into no backup")]
    [InlineData("/tmp/maple.db", "puts into no backup")]
    [InlineData("images/bob/photo/2026/../../../../../a.png", "puts into no backup")]
    [InlineData("images/../.facts/a.jsonl", "puts into no backup")]
    [InlineData("symbolic link", "puts into no backup")]
    [InlineData("hard link", "puts into no backup")]
    [InlineData("twice", "puts into no backup")]
    public async Task A_changed_tar_is_refused(string damage, string said)
    {
        byte[] whole = await File.ReadAllBytesAsync(backups.Tar);
        int manifest = whole.AsSpan().LastIndexOf("manifest.jsonl\0"u8);
        byte[] spoilt = damage switch
        {
            "cut" => whole[..(whole.Length / 2 + 100)],
            "without manifest" => [.. whole[..(manifest / 512 * 512 - 1024)], .. new byte[1024]],
            "flipped" => Flipped(whole),
            "no tar" => [.. Enumerable.Repeat((byte)'x', 4096)],
            "empty" => new byte[1024],
            "symbolic link" => TarOf(new PaxTarEntry(TarEntryType.SymbolicLink, "maple.db") { LinkName = "/etc/passwd" }),
            "hard link" => TarOf(new PaxTarEntry(TarEntryType.HardLink, "maple.db") { LinkName = "maple.toml" }),
            "twice" => TarOf(FileOf("maple.db"), FileOf("maple.db")),
            var path => TarOf(FileOf(path)),
        };
        await File.WriteAllBytesAsync(Tar, spoilt);

        await RefusedAsync(Tar, said);
    }

    [Fact]
    public async Task A_store_that_is_there_is_only_replaced_with_force_and_moved_aside()
    {
        Assert.Equal(0, (await RunAsync("restore", backups.Tar)).Code);
        string database = InFolder("data/maple.db");
        File.WriteAllText(database + ".log", "a log of the old database, which would be read as the new one's");
        byte[] old = [.. (await File.ReadAllBytesAsync(database)), 1];
        await File.WriteAllBytesAsync(database, old);
        File.WriteAllText(InFolder("data/secret.key"), "another secret");

        Result refused = await RunAsync("restore", backups.Folder);
        Assert.Equal(69, refused.Code);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(old, await File.ReadAllBytesAsync(database));

        Result forced = await RunAsync("restore", backups.Folder, "--force");
        Assert.True(forced.Code == 0, forced.Error);
        Assert.False(File.Exists(database + ".log"));
        Assert.Equal(old, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(InFolder("data"), "maple.db.old-*Z"))));
        Assert.Single(Directory.GetFiles(InFolder("data"), "maple.db.old-*Z.log"));
        Assert.Equal("another secret", File.ReadAllText(Assert.Single(Directory.GetFiles(InFolder("data"), "secret.key.old-*"))));
        string aside = Assert.Single(Directory.GetDirectories(InFolder("data/images"), ".before-restore-*"));
        Assert.Equal(10, Directory.GetFiles(aside, "*.png", SearchOption.AllDirectories).Length);
        // Commands run in the process of the tests here, which is no decoder.
        Environment["MAPLE_IMAGES_ISOLATE"] = "false";
        Result check = await RunAsync("check", "--deep");
        Assert.True(check.Code == 0, check.Out + check.Error);
        Assert.Equal(["bob"], Directory.GetDirectories(InFolder("data/images")).Select(Path.GetFileName).Where(name => name![0] != '.'));
    }

    [Fact]
    public async Task It_is_refused_while_a_daemon_runs_and_nothing_is_staged()
    {
        await using Daemon daemon = await Daemon.StartAsync(Folder);

        Result refused = await RunAsync("restore", backups.Folder, "--force");

        Assert.Equal(69, refused.Code);
        Assert.Contains($"process {daemon.ProcessId}.", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(InFolder("data"), "*restore*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task After_a_restore_that_was_cut_off_in_its_last_step_nobody_opens_the_store_until_it_is_done_again()
    {
        Assert.Equal(0, (await RunAsync("restore", backups.Folder)).Code);
        // As after a crash: the note is there, the database not yet.
        File.WriteAllText(InFolder("data/maple.db.restoring"), "");
        File.Move(InFolder("data/maple.db"), InFolder("data/maple.db.restore"));

        foreach (string command in (string[])["users", "rebuild-index"])
        {
            Result refused = await RunAsync(command);
            Assert.Equal(74, refused.Code);
            Assert.Contains("maple restore", refused.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(InFolder("data/maple.db")));
        Assert.Equal(0, (await RunAsync("restore", backups.Folder, "--force")).Code);
        Assert.Contains("bob", (await RunAsync("users")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_command_takes_an_empty_place_for_something()
    {
        Assert.Contains("no store", (await RunAsync("backup", "somewhere")).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(InFolder("data")));
        Directory.CreateDirectory(Copy);
        Assert.Contains("no finished backup", (await RunAsync("restore", Copy)).Error, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string place, string said)
    {
        Result refused = await RunAsync("restore", place);

        Assert.True(refused.Code == 74, refused.Error);
        Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        // The folders and the lock alone.
        string data = InFolder("data");
        Assert.Empty(Directory.Exists(data)
            ? Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            : []);
    }

    private static void WriteManifestWithout(string path, string file)
    {
        Manifest manifest;
        using (FileStream old = File.OpenRead(file))
            manifest = Manifest.Read(old);
        using FileStream output = File.Create(file);
        using var writer = new ManifestWriter(output);
        writer.Begin(manifest.Begin);
        Assert.Contains(path, manifest.Files.Keys);
        foreach (BackupFile other in manifest.Files.Values.Where(other => other.Path != path))
            writer.Add(other);
        writer.End(manifest.End);
    }

    private static byte[] Flipped(byte[] tar)
    {
        byte[] flipped = [.. tar];
        flipped[tar.AsSpan().IndexOf("IHDR"u8) + 30] ^= 1;
        return flipped;
    }

    private static PaxTarEntry FileOf(string path) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("hello")) };

    private static byte[] TarOf(params TarEntry[] entries)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
                tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    private static void Change(string file, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(file);
        change(bytes);
        File.WriteAllBytes(file, bytes);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/latest/", StringComparison.Ordinal)))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
