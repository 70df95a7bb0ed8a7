namespace Maple.Tests.EndToEnd;

/// <summary>A damaged database at start: the binary says so, says what to do, and touches nothing; and what it says works.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Data => Path.Combine(_folder, "data");

    private string Database => Path.Combine(Data, "maple.db");

    [Theory]
    [InlineData("flipped byte")]
    [InlineData("flipped bytes all over")]
    [InlineData("cut tail")]
    [InlineData("empty file")]
    [InlineData("foreign file")]
    [InlineData("foreign log")]
    [InlineData("flipped log of a killed daemon")]
    [InlineData("no log of a killed daemon")]
    public async Task A_damaged_database_is_refused_untouched_and_the_command_that_is_named_mends_it(string damage)
    {
        string key = await FillAsync(isKilled: damage.Contains("killed", StringComparison.Ordinal));
        await SpoilAsync(damage);
        Dictionary<string, byte[]> before = Contents();

        CommandResult serve = await Daemon.RunInAsync(_folder, ["serve"]);
        Assert.Equal(74, serve.ExitCode);
        Assert.Contains("The store is damaged", serve.Errors, StringComparison.Ordinal);
        Assert.Contains("'maple rebuild-index --force'", serve.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", serve.Errors, StringComparison.Ordinal);
        CommandResult chinese = await Daemon.RunInAsync(_folder, ["users"], "", ("LC_ALL", "zh_CN.UTF-8"));
        Assert.Equal(74, chinese.ExitCode);
        Assert.Contains("数据库已损坏", chinese.Errors, StringComparison.Ordinal);
        Assert.Contains("maple rebuild-index --force", chinese.Errors, StringComparison.Ordinal);
        Dictionary<string, byte[]> after = Contents();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));

        CommandResult rebuild = await Daemon.RunInAsync(_folder, ["rebuild-index", "--force"]);
        Assert.True(rebuild.ExitCode == 0, rebuild.Errors);
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        Assert.Equal(12, (await new ApiClient(daemon.Address, key).GetAsync("api/images")).Json.GetProperty("pageinfo").GetProperty("total").GetInt32());
        CommandResult check = await daemon.RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    [Fact]
    public async Task A_log_that_goes_while_the_daemon_runs_is_missed_at_the_next_start()
    {
        await using (Daemon daemon = await Daemon.StartAsync(_folder))
        {
            var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
            await bob.UploadAsync("a.png", Support.Pictures.Png());
            File.Delete(Database + ".log");
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await bob.UploadAsync("b.png", Support.Pictures.Png(seed: 1))).Status);
            await daemon.StopAsync();
        }

        CommandResult serve = await Daemon.RunInAsync(_folder, ["serve"]);

        Assert.Equal(74, serve.ExitCode);
        Assert.Contains("the database's log is gone", serve.Errors, StringComparison.Ordinal);
    }

    private async Task<string> FillAsync(bool isKilled)
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        string key = await daemon.CreateUserAsync("bob");
        var bob = new ApiClient(daemon.Address, key);
        for (int i = 0; i < 12; i++)
            await bob.UploadAsync($"{i}.png", Support.Pictures.Png(seed: i), ("description", $"marked {i}."));
        await daemon.SignalAsync(isKilled ? "KILL" : "TERM");
        await daemon.ExitAsync();
        return key;
    }

    private async Task SpoilAsync(string damage)
    {
        byte[] database = await File.ReadAllBytesAsync(Database);
        string log = Database + ".log";
        switch (damage)
        {
            case "flipped byte":
                database[database.AsSpan().IndexOf("marked 7."u8)] ^= 1;
                await File.WriteAllBytesAsync(Database, database);
                break;
            case "flipped bytes all over":
                for (int at = 100; at < database.Length; at += 1000)
                    database[at] ^= 0x10;
                await File.WriteAllBytesAsync(Database, database);
                break;
            case "cut tail":
                await File.WriteAllBytesAsync(Database, database[..^5000]);
                break;
            case "empty file":
                await File.WriteAllBytesAsync(Database, []);
                break;
            case "foreign file":
                await File.WriteAllBytesAsync(Database, "SQLite format 3\0"u8.ToArray());
                break;
            case "foreign log":
                await File.WriteAllBytesAsync(log, new byte[100_000]);
                break;
            case "no log of a killed daemon":
                File.Delete(log);
                break;
            default:
                byte[] written = await File.ReadAllBytesAsync(log);
                written[written.AsSpan().IndexOf("marked 7."u8)] ^= 1;
                await File.WriteAllBytesAsync(log, written);
                break;
        }
    }

    /// <summary>All that the data folder holds, but for the lock, which names whoever had it last.</summary>
    private Dictionary<string, byte[]> Contents() => Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith(".sock", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllBytes);
}
