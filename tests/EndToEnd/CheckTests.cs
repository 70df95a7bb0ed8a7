using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Somebody has been at the files; <c>maple check</c> finds it, on the running daemon and without one.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Images => Path.Combine(_folder, "data", "images");

    [Fact]
    public async Task A_sound_store_is_found_sound_on_either_way()
    {
        await using (Daemon daemon = await FilledAsync())
        {
            CommandResult running = await daemon.RunAsync("check", "--deep", "--json");
            Assert.True(running.ExitCode == 0, running.Output + running.Errors);
            JsonElement report = JsonDocument.Parse(running.Output).RootElement;
            Assert.Equal((3, 9), (report.GetProperty("images").GetInt32(), report.GetProperty("files").GetInt32()));
            Assert.Equal(FilesOf("photo").Sum(file => new FileInfo(file).Length), report.GetProperty("hashed").GetInt64());
            Assert.Equal(0, await daemon.StopAsync());
        }

        CommandResult stopped = await Daemon.RunInAsync(_folder, ["check"]);
        Assert.True(stopped.ExitCode == 0, stopped.Output + stopped.Errors);
        Assert.Equal("", stopped.Output);
    }

    [Fact]
    public async Task Each_kind_of_damage_is_found_and_what_is_safe_is_repaired()
    {
        await using Daemon daemon = await FilledAsync();
        string[] originals = [.. FilesOf("photo").Order(StringComparer.Ordinal)];
        File.Delete(originals[0]);
        byte[] flipped = await File.ReadAllBytesAsync(originals[1]);
        flipped[^20] ^= 1;
        await File.WriteAllBytesAsync(originals[1], flipped);
        string thumb = FilesOf("thumb").Order(StringComparer.Ordinal).Last();
        File.Delete(thumb);
        string show = FilesOf("show").Order(StringComparer.Ordinal).Last();
        await File.WriteAllBytesAsync(show, (await File.ReadAllBytesAsync(show))[..30]);
        string orphan = Path.Combine(Path.GetDirectoryName(originals[0])!, "1795381200123-aaaaaaaaaaaaaaaaaaaa.png");
        string temporary = Path.Combine(Images, ".tmp", "0123456789abcdef");
        foreach (string old in (string[])[orphan, temporary])
        {
            await File.WriteAllTextAsync(old, "left");
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        }

        string young = Path.Combine(Path.GetDirectoryName(originals[0])!, "1795381200123-bbbbbbbbbbbbbbbbbbbb.png");
        await File.WriteAllTextAsync(young, "an upload that is just coming in");

        const string Shallow = "lost_original bad_rendition orphan stale_temporary";
        const string Deep = "lost_original changed_original bad_rendition bad_rendition orphan stale_temporary";
        Assert.Equal((1, Shallow), await CheckAsync(daemon));
        Assert.Equal((1, Deep), await CheckAsync(daemon, "--deep"));
        Assert.True(File.Exists(orphan));

        CommandResult repair = await daemon.RunAsync("check", "--deep", "--repair");
        Assert.Equal(1, repair.ExitCode);
        Assert.Equal(4, repair.Output.Split('\n').Count(line => line.EndsWith("\trepaired", StringComparison.Ordinal)));

        Assert.Equal((1, "lost_original changed_original"), await CheckAsync(daemon, "--deep"));
        Assert.True(File.Exists(thumb));
        Assert.True(File.Exists(young));
        Assert.False(File.Exists(temporary));
        string found = Path.Combine(Images, "lost+found", Path.GetRelativePath(Images, orphan));
        Assert.Equal("left", await File.ReadAllTextAsync(found));
        Assert.Contains("no image has this file", await File.ReadAllTextAsync(found + ".txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_that_differ_from_the_rows_are_found_and_written_again()
    {
        await using Daemon daemon = await FilledAsync();
        var bob = new ApiClient(daemon.Address, (await daemon.RunAsync("key")).Output.Trim());
        await bob.PostAsync("api/albums", ("name", "holiday"));
        await bob.DeleteAsync("api/images/3");
        Assert.Equal((0, ""), await CheckAsync(daemon));
        string facts = Path.Combine(Images, "bob", ".facts"), account = Path.Combine(facts, "account.jsonl");
        string month = Assert.Single(Directory.GetFiles(facts, "2*.jsonl"));
        // The first image's facts are gone, and that the third was deleted; the album's line is torn.
        string[] lines = await File.ReadAllLinesAsync(month);
        await File.WriteAllLinesAsync(month, lines.Where(line => !line.Contains("\"id\":1,", StringComparison.Ordinal) && !line.Contains("removed", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(account, (await File.ReadAllTextAsync(account)).Replace("holiday", "holidax", StringComparison.Ordinal));

        CommandResult found = await daemon.RunAsync("check");
        Assert.Equal(1, found.ExitCode);
        Assert.Equal(
            $"bad_facts\tbob/.facts/account.jsonl\tmissing or different: 1\nbad_facts\tbob/.facts/{Path.GetFileName(month)}\tmissing or different: 2\n",
            found.Output);
        Assert.Equal((0, "bad_facts bad_facts"), await CheckAsync(daemon, "--repair"));
        Assert.Equal((0, ""), await CheckAsync(daemon));

        File.Delete(account);
        File.Delete(month);
        Assert.Equal((0, "bad_facts bad_facts"), await CheckAsync(daemon, "--repair"));
        Assert.Equal(0, await daemon.StopAsync());
        File.Delete(Path.Combine(_folder, "data", "maple.db"));
        CommandResult rebuild = await Daemon.RunInAsync(_folder, ["rebuild-index"]);
        Assert.Equal((0, "users\t1\nalbums\t2\nimages\t2\n"), (rebuild.ExitCode, rebuild.Output));
    }

    [Fact]
    public async Task Nothing_outside_is_taken_for_a_stray_whatever_links_lead_to_it()
    {
        await using Daemon daemon = await FilledAsync();
        Directory.CreateDirectory(Path.Combine(Images, "mallory"));
        File.CreateSymbolicLink(Path.Combine(Images, "mallory", "photo"), "../..");
        string secret = Path.Combine(_folder, "data", "secret.key");
        File.SetLastWriteTimeUtc(secret, DateTime.UtcNow.AddDays(-2));
        Directory.CreateDirectory(Path.Combine(Images, "eve"));
        File.CreateSymbolicLink(Path.Combine(Images, "eve", "thumb"), "../bob/photo");
        foreach (string original in FilesOf("photo"))
            File.SetLastWriteTimeUtc(original, DateTime.UtcNow.AddDays(-2));

        Assert.Equal((0, ""), await CheckAsync(daemon, "--repair"));

        Assert.True(File.Exists(secret));
        Assert.Equal(3, FilesOf("photo").Count());
    }

    [Fact]
    public async Task What_is_found_under_the_same_name_again_stays_beside_the_first_for_its_owner_alone()
    {
        await using Daemon daemon = await FilledAsync();
        string orphan = Path.Combine(Path.GetDirectoryName(FilesOf("photo").First())!, "1795381200123-aaaaaaaaaaaaaaaaaaaa.png");
        foreach (string text in (string[])["first", "second"])
        {
            await File.WriteAllTextAsync(orphan, text);
            File.SetLastWriteTimeUtc(orphan, DateTime.UtcNow.AddDays(-2));
            Assert.Equal((0, "orphan"), await CheckAsync(daemon, "--repair"));
        }

        string lost = Path.Combine(Images, "lost+found");
        Assert.Equal(
            ["first", "second"],
            Directory.EnumerateFiles(lost, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.All([lost, .. Directory.EnumerateDirectories(lost, "*", SearchOption.AllDirectories)], folder => Assert.Equal(Own, File.GetUnixFileMode(folder)));
    }

    [Fact]
    public async Task Damage_in_the_database_file_is_found_while_the_daemon_works_on()
    {
        await using Daemon daemon = await FilledAsync();
        Assert.Equal((0, ""), await CheckAsync(daemon, "--deep"));
        string database = Path.Combine(_folder, "data", "maple.db");
        using (var handle = Maple.Unix.Posix.Open(database, Maple.Unix.Posix.O_RDWR))
            RandomAccess.Write(handle, [0xff], 5 * 8192 + 24);

        Assert.Equal((0, ""), await CheckAsync(daemon));
        CommandResult deep = await daemon.RunAsync("check", "--deep");
        Assert.Equal(1, deep.ExitCode);
        Assert.StartsWith("damaged_store\tmaple.db\tpage 5: ", deep.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "data"), ".copy-*"));
    }

    private static async Task<(int ExitCode, string Kinds)> CheckAsync(Daemon daemon, params string[] options)
    {
        CommandResult result = await daemon.RunAsync(["check", .. options]);
        return (result.ExitCode, string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0])));
    }

    private async Task<Daemon> FilledAsync()
    {
        Daemon daemon = await Daemon.StartAsync(_folder);
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        for (int i = 0; i < 3; i++)
            await bob.UploadAsync($"{i}.png", Pictures.Png(900, 600, seed: i));
        return daemon;
    }

    private IEnumerable<string> FilesOf(string kind) => Directory.EnumerateFiles(Path.Combine(Images, "bob", kind), "*", SearchOption.AllDirectories);
}
