using System.Diagnostics;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Daemons that are killed, and what the next one finds and does.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Images => Path.Combine(_folder, "data", "images");

    [Fact]
    public async Task After_kills_under_load_every_file_has_its_row_and_every_row_its_files()
    {
        const int Rounds = 3, Clients = 6;
        string key = "";
        var expected = new HashSet<string>();
        for (int round = 0; round < Rounds; round++)
        {
            int answered = 0;
            var enough = new TaskCompletionSource();
            Task clients;
            await using (Daemon daemon = await Daemon.StartAsync(_folder))
            {
                key = key.Length > 0 ? key : await daemon.CreateUserAsync("bob");
                var api = new ApiClient(daemon.Address, key);
                clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => WorkAsync(api, client))));
                await Task.WhenAny(enough.Task, clients);
            }

            await clients;

            async Task WorkAsync(ApiClient api, int client)
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        Answer up = await api.UploadAsync("a.png", Pictures.Png(40, 30, seed: (round * Clients + client) * 1_000 + i));
                        JsonElement image = up.Data.GetProperty("success")[0];
                        string path = image.GetProperty("path").GetString()!;
                        lock (expected)
                            expected.Add(path);
                        if (i % 2 == 1)
                        {
                            // Asked for and perhaps not answered: then it may be there or not.
                            lock (expected)
                                expected.Remove(path);
                            await api.DeleteAsync($"api/images/{image.GetProperty("id").GetInt64()}");
                        }

                        if (Interlocked.Increment(ref answered) == 60)
                            enough.SetResult();
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    // Killed.
                }
            }
        }

        await using Daemon last = await Daemon.StartAsync(_folder);
        HashSet<string> rows = await PathsAsync(new ApiClient(last.Address, key));
        Assert.Subset(rows, expected);
        Assert.Equal(rows.Order(), FilesOf("photo").Order());
        Assert.Equal(rows.Select(Stem).Order(), FilesOf("thumb").Select(Stem).Order());
        Assert.Equal(rows.Select(Stem).Order(), FilesOf("show").Select(Stem).Order());
        // The note of a removal stays until its facts are compared, which is done beside serving.
        Assert.True(await Wait.UntilAsync(() => !Directory.EnumerateFileSystemEntries(Path.Combine(Images, ".tmp")).Any()));
    }

    [Fact]
    public async Task What_a_crash_left_half_done_is_finished_at_the_next_start_and_logged()
    {
        await using (Daemon first = await Daemon.StartAsync(_folder))
            Uploaded(await new ApiClient(first.Address, await first.CreateUserAsync("bob")).UploadAsync("a.png", Pictures.Png()));
        string kept = Assert.Single(FilesOf("photo"));
        string lost = "bob/photo/2026/11/1795381200123-aaaaaaaaaaaaaaaaaaaa.png";
        foreach (string file in (string[])[lost, lost.Replace("photo", "thumb", StringComparison.Ordinal)])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Images, file))!);
            await File.WriteAllBytesAsync(Path.Combine(Images, file), Pictures.Png(seed: 1));
        }

        string staging = Path.Combine(Images, ".tmp");
        await File.WriteAllTextAsync(Path.Combine(staging, "0123456789abcdef"), "half an upload");
        await File.WriteAllTextAsync(Path.Combine(staging, "add.bob.2026.11.1795381200123-aaaaaaaaaaaaaaaaaaaa.png.png"), "");
        await File.WriteAllTextAsync(Path.Combine(staging, $"add.bob.{Stem(kept).Replace('/', '.')}.png.png"), "");

        await using Daemon second = await Daemon.StartAsync(_folder);

        Assert.Equal([kept], FilesOf("photo"));
        Assert.Single(FilesOf("thumb"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(staging));
        Assert.Contains("\"images\":2,\"files_removed\":2", second.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add")]
    [InlineData("del")]
    public async Task A_file_that_can_not_be_removed_keeps_nobody_from_starting(string doing)
    {
        await using (Daemon first = await Daemon.StartAsync(_folder))
            Uploaded(await new ApiClient(first.Address, await first.CreateUserAsync("bob")).UploadAsync("a.png", Pictures.Png()));
        string stuck = Path.Combine(Images, "bob/thumb/2026/11/1795381200123-aaaaaaaaaaaaaaaaaaaa.png");
        Directory.CreateDirectory(Path.Combine(stuck, "what no unlink removes"));
        string note = Path.Combine(Images, ".tmp", $@"{doing}.bob\2026\11\1795381200123-aaaaaaaaaaaaaaaaaaaa.png.png");
        await File.WriteAllTextAsync(note, "");

        await using Daemon second = await Daemon.StartAsync(_folder);

        await second.LoggedAsync("the disk refused a part of a change, which is tried again every two seconds");
        Assert.True(File.Exists(note));
        Directory.Delete(stuck, recursive: true);
        Assert.True(await Wait.UntilAsync(() => !File.Exists(note)));
    }

    [Fact]
    public async Task A_start_does_not_wait_until_facts_are_compared()
    {
        await using (Daemon first = await Daemon.StartAsync(_folder))
            Uploaded(await new ApiClient(first.Address, await first.CreateUserAsync("bob")).UploadAsync("a.png", Pictures.Png()));
        // Whoever reads it waits for somebody who writes.
        string endless = FactsOfTheMonth();
        File.Delete(endless);
        using (Process mkfifo = Process.Start("mkfifo", [endless]))
            await mkfifo.WaitForExitAsync();

        await using Daemon second = await Daemon.StartAsync(_folder);

        Assert.True(File.Exists(endless));
        Assert.DoesNotContain("facts could not be compared", second.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_that_a_crash_kept_from_following_are_written_at_the_next_start()
    {
        await using (Daemon first = await Daemon.StartAsync(_folder))
        {
            var bob = new ApiClient(first.Address, await first.CreateUserAsync("bob"));
            Uploaded(await bob.UploadAsync("a.png", Pictures.Png()));
            Uploaded(await bob.UploadAsync("b.png", Pictures.Png(seed: 1)));
            await bob.PutAsync("api/images/1", ("name", "Momo"));
            await bob.PostAsync("api/albums", ("name", "travel"));
        }

        string account = Path.Combine(Images, "bob", ".facts", "account.jsonl");
        File.WriteAllText(FactsOfTheMonth(), "");
        File.WriteAllLines(account, File.ReadAllLines(account).Where(line => !line.Contains("travel", StringComparison.Ordinal)));

        await using Daemon second = await Daemon.StartAsync(_folder);

        await second.LoggedAsync("wrote the facts that an earlier run was cut off from writing");
        string facts = await File.ReadAllTextAsync(FactsOfTheMonth(), TestContext.Current.CancellationToken);
        Assert.Contains("Momo", facts, StringComparison.Ordinal);
        Assert.Contains("b.png", facts, StringComparison.Ordinal);
        Assert.Contains("travel", await File.ReadAllTextAsync(account, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_killed_hides_no_crash_before_it()
    {
        await using (Daemon first = await Daemon.StartAsync(_folder))
            Uploaded(await new ApiClient(first.Address, await first.CreateUserAsync("bob")).UploadAsync("a.png", Pictures.Png()));
        File.WriteAllText(FactsOfTheMonth(), "");

        // Killed when it is about to write down that it owns the store.
        ProcessStartInfo start = Daemon.StartInfo(_folder, ["serve"]);
        start.Environment["MAPLE_SERVER_LISTEN"] = "127.0.0.1:0";
        await Kill.AtAsync(start, "write,pwrite64", path: Path.Combine(_folder, "data", "maple.db.lock"));

        await using Daemon third = await Daemon.StartAsync(_folder);

        await third.LoggedAsync("wrote the facts that an earlier run was cut off from writing");
    }

    private string FactsOfTheMonth() => Directory.GetFiles(Path.Combine(Images, "bob", ".facts"), "20*.jsonl").Single();

    private static void Uploaded(Answer answer) => Assert.Equal(1, answer.Data.GetProperty("success").GetArrayLength());

    private IEnumerable<string> FilesOf(string kind)
    {
        string folder = Path.Combine(Images, "bob", kind);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Images, f));
    }

    /// <summary><c>YYYY/MM/NAME</c> of a path.</summary>
    private static string Stem(string path) => Path.ChangeExtension(path.Split('/', 3)[2], null);

    private static async Task<HashSet<string>> PathsAsync(ApiClient api)
    {
        var paths = new HashSet<string>();
        for (int page = 1; ; page++)
        {
            Answer list = await api.GetAsync($"api/images?number=100&page={page}");
            foreach (JsonElement image in list.Data.EnumerateArray())
                paths.Add(image.GetProperty("path").GetString()!);
            if (!list.Json.GetProperty("pageinfo").GetProperty("has_next").GetBoolean())
                return paths;
        }
    }
}
