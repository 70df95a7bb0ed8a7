using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

public sealed partial class ImportTests : CommandLineTest
{
    private string Pictures => InFolder("Pictures");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tree_of_folders_becomes_albums_with_the_dates_of_the_pictures_and_a_second_run_adds_nothing(bool daemonRuns)
    {
        string key = (await CreateUserAsync("bob")).Trim();
        Put("one.png", Support.Pictures.Png(60, 40, seed: 1), new(2019, 5, 4, 3, 2, 1, DateTimeKind.Utc));
        Put("Italy/Rome/two.jpg", ExifTool.Tag(Support.Pictures.Jpeg(60, 40, seed: 2), "-DateTimeOriginal=2015:06:07 08:09:10", "-OffsetTimeOriginal=+02:00"), DateTime.UtcNow);
        Put("Italy/three.webp", Support.Pictures.WebP(60, 40, seed: 3), new(2018, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Put("Italy/again.png", Support.Pictures.Png(60, 40, seed: 1), DateTime.UtcNow);
        Put(".hidden/four.png", Support.Pictures.Png(60, 40, seed: 4), DateTime.UtcNow);
        Put("notes.txt", [1], DateTime.UtcNow);
        await using Daemon? daemon = await StartDaemonAsync(daemonRuns);

        string first = await OutputAsync("import", Pictures, "--album-from-folder"), second = await OutputAsync("import", Pictures, "--album-from-folder");

        Assert.Equal("imported 3\nduplicate 1\nrefused 0\n", first);
        Assert.Equal("imported 0\nduplicate 4\nrefused 0\n", second);
        await using Daemon? later = daemonRuns ? null : await StartDaemonAsync();
        JsonElement[] images = [.. (await new ApiClient((daemon ?? later)!.Address, key).GetAsync("api/images?number=100")).Data.EnumerateArray()];
        // The same bytes in two folders are one picture, of the folder that came first.
        Assert.Equal(
            ["again.png Italy", "three.webp Italy 2018-01-02T00:00:00", "two.jpg Italy/Rome 2015-06-07T06:09:10"],
            images.Select(i => $"{i.GetProperty("name")} {i.GetProperty("album").GetProperty("name")}" + (i.GetProperty("name").GetString() == "again.png" ? "" : $" {i.GetProperty("created_at").GetString()![..19]}")).Order());
    }

    [Fact]
    public async Task What_is_no_picture_is_named_and_the_others_are_imported()
    {
        await CreateUserAsync("bob");
        Put("a.png", [1, 2, 3], DateTime.UtcNow);
        Put("b.png", Support.Pictures.Png(), DateTime.UtcNow);

        CommandResult result = await RunAsync("import", Pictures, "--album", "old");

        Assert.Equal((1, "imported 1\nduplicate 0\nrefused 1\n"), (result.ExitCode, result.Output));
        Assert.Contains("a.png: ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public async Task Stopped_and_run_again_it_goes_on(string signal, int code)
    {
        const int Count = 300;
        await CreateUserAsync("bob");
        for (int i = 0; i < Count; i++)
            Put($"{i:d3}.png", Support.Pictures.Png(300, 200, seed: i), DateTime.UtcNow);
        await using Daemon daemon = await StartDaemonAsync();
        string said = await Bash.RunAsync(Folder,
            $$"""
            setsid env --default-signal=INT "$MAPLE" import '{{Pictures}}' >out 2>&1 & pid=$!
            until [ "$(find data/images -path '*/photo/*' -name '*.png' | wc -l)" -ge 5 ]; do :; done
            kill -{{signal}} $pid
            code=0; wait $pid || code=$?
            echo $code
            """, ("MAPLE", Daemon.Binary));

        string again = await OutputAsync("import", Pictures);

        Assert.Equal($"{code}", said.Trim());
        string[] counts = again.Split('\n');
        Assert.Equal(Count, int.Parse(counts[0].Split(' ')[1]) + int.Parse(counts[1].Split(' ')[1]));
        Assert.InRange(int.Parse(counts[1].Split(' ')[1]), 5, Count);
        Assert.Equal($"imported 0\nduplicate {Count}\nrefused 0\n", await OutputAsync("import", Pictures));
        await OutputAsync("check");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_can_not_be_read_to_its_end_is_named_and_the_next_ones_follow(bool daemonRuns)
    {
        await WriteMapleFileAsync();
        // 4096 bytes, says the kernel, and gives fewer.
        string broken = InFolder("old/images/jianglin/photo/2017/03/148940000000012.png");
        File.Delete(broken);
        File.CreateSymbolicLink(broken, "/sys/class/net/lo/mtu");
        await using Daemon? daemon = await StartDaemonAsync(daemonRuns);

        CommandResult result = await RunAsync("import", "--maple-file", "old/test.db");

        Assert.Equal((1, "imported 2\nduplicate 0\nrefused 2\n"), (result.ExitCode, result.Output));
        Assert.Contains("148940000000012.png: it can't be read", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_can_not_be_read_is_named_and_the_others_are_imported()
    {
        await CreateUserAsync("bob");
        Put("lost+found/a.png", Support.Pictures.Png(seed: 1), DateTime.UtcNow);
        Put("b.png", Support.Pictures.Png(seed: 2), DateTime.UtcNow);
        await using Daemon daemon = await StartDaemonAsync();

        // Root may read everything unless it is told apart from that.
        string said = await Bash.RunAsync(Folder,
            """
            chmod 000 Pictures/lost+found
            asAnybody=(); [ "$(id -u)" != 0 ] || asAnybody=(setpriv --bounding-set=-dac_override,-dac_read_search)
            code=0; "${asAnybody[@]}" "$MAPLE" import Pictures 2>&1 || code=$?
            chmod 700 Pictures/lost+found
            echo "exit code $code"
            """,
            ("MAPLE", Daemon.Binary));

        Assert.Contains("lost+found: this folder can't be read", said, StringComparison.Ordinal);
        Assert.EndsWith("imported 1\nduplicate 0\nrefused 0\nexit code 1\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt", "no SQLite database", 74)]
    [InlineData("other.db", "no table 'user'", 74)]
    [InlineData("busy.db", "wal_checkpoint", 69)]
    [InlineData("none.db", "no such file", 1)]
    public async Task Another_file_is_refused_with_a_word_on_what_it_is(string name, string said, int code)
    {
        await File.WriteAllTextAsync(InFolder("notes.txt"), new string('x', 200));
        await Python.RunAsync(Folder, "import sqlite3; db = sqlite3.connect('other.db'); db.execute('CREATE TABLE t (a)'); db.commit()");
        await File.WriteAllTextAsync(InFolder("busy.db"), "");
        await File.WriteAllTextAsync(InFolder("busy.db-wal"), "x");

        CommandResult result = await RunAsync("import", "--maple-file", name);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("Pictures", "--maple-file", "test.db")]
    public async Task What_makes_no_sense_is_told(params string[] arguments) => Assert.Equal(2, (await RunAsync(["import", .. arguments])).ExitCode);

    private void Put(string name, byte[] bytes, DateTime changed)
    {
        string path = Path.Combine(Pictures, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, changed);
    }
}
