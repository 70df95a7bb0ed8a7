using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>The database is lost, and nothing else.</summary>
public sealed class RebuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Database => Path.Combine(_folder, "data", "maple.db");

    [Fact]
    public async Task A_lost_database_loses_no_picture_name_album_user_or_key()
    {
        (string before, string key) = await FillAsync();
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Database)!, "maple.db*"))
            File.Delete(file);

        CommandResult serve = await Daemon.RunInAsync(_folder, ["serve"]);
        Assert.Equal(74, serve.ExitCode);
        Assert.Contains("maple rebuild-index", serve.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Database));

        CommandResult rebuild = await Daemon.RunInAsync(_folder, ["rebuild-index"]);
        Assert.True(rebuild.ExitCode == 0, rebuild.Errors);
        Assert.Equal("users\t2\nalbums\t3\nimages\t3\n", rebuild.Output);

        await using Daemon daemon = await Daemon.StartAsync(_folder);
        Assert.Equal(before, await DescribeAsync(new ApiClient(daemon.Address, key)));
        Answer login = await new ApiClient(daemon.Address, null).PostAsync("api/login", ("username", "ann"), ("password", "correct horse"));
        Assert.Equal(System.Net.HttpStatusCode.OK, login.Status);
        // What comes after it gets ids of its own.
        Answer next = await new ApiClient(daemon.Address, key).UploadAsync("new.png", Pictures.Png(seed: 99));
        Assert.DoesNotContain($"\"id\":{next.Data.GetProperty("success")[0].GetProperty("id").GetInt64()},", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_there_is_moved_aside_and_only_when_told_to()
    {
        await FillAsync();
        byte[] old = await File.ReadAllBytesAsync(Database);

        CommandResult refused = await Daemon.RunInAsync(_folder, ["rebuild-index"]);
        Assert.Equal(73, refused.ExitCode);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(old, await File.ReadAllBytesAsync(Database));

        CommandResult forced = await Daemon.RunInAsync(_folder, ["rebuild-index", "--force"]);
        Assert.True(forced.ExitCode == 0, forced.Errors);
        string aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Database)!, "maple.db.old-*Z"));
        Assert.Equal(old, await File.ReadAllBytesAsync(aside));
    }

    [Fact]
    public async Task A_revoked_or_restricted_key_is_no_better_afterwards()
    {
        CommandResult user = await Daemon.RunInAsync(_folder, ["create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse"]);
        Assert.Equal(0, user.ExitCode);
        string revoked = await KeyAsync("lost", "upload,read"), restricted = await KeyAsync("phone", "upload");
        Assert.Equal(0, (await Daemon.RunInAsync(_folder, ["key", "revoke", "lost"])).ExitCode);

        Assert.Equal(0, (await Daemon.RunInAsync(_folder, ["rebuild-index", "--force"])).ExitCode);

        await using Daemon daemon = await Daemon.StartAsync(_folder);
        Assert.Equal("unauthorized", (await new ApiClient(daemon.Address, revoked).GetAsync("api/images")).Code);
        Assert.Equal("insufficient_scope", (await new ApiClient(daemon.Address, restricted).GetAsync("api/images")).Code);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await new ApiClient(daemon.Address, user.Output.Trim()).GetAsync("api/images")).Status);

        async Task<string> KeyAsync(string name, string scopes) =>
            (await Daemon.RunInAsync(_folder, ["key", "create", name, "--scopes", scopes])).Output.Trim();
    }

    [Fact]
    public async Task It_is_refused_while_the_daemon_runs()
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder);

        CommandResult refused = await daemon.RunAsync("rebuild-index", "--force");

        Assert.Equal(69, refused.ExitCode);
        Assert.Contains($"{daemon.ProcessId}", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_original_without_facts_is_taken_in_and_facts_without_original_are_reported()
    {
        (_, string key) = await FillAsync();
        string bob = Path.Combine(_folder, "data", "images", "bob");
        string[] originals = [.. Directory.GetFiles(Path.Combine(bob, "photo"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string stranger = Path.Combine(Path.GetDirectoryName(originals[0])!, "1795381200123-aaaaaaaaaaaaaaaaaaaa.png");
        await File.WriteAllBytesAsync(stranger, Pictures.Png(50, 40, seed: 77));
        File.Delete(originals[0]);
        File.Delete(Database);

        CommandResult rebuild = await Daemon.RunInAsync(_folder, ["rebuild-index"]);

        Assert.Equal(1, rebuild.ExitCode);
        Assert.Contains(Path.GetFileName(originals[0]), rebuild.Errors, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(stranger), rebuild.Errors, StringComparison.Ordinal);
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        JsonElement found = (await new ApiClient(daemon.Address, key).GetAsync("api/images?name=1795381200123")).Data[0];
        Assert.Equal((50, 40), (found.GetProperty("width").GetInt32(), found.GetProperty("height").GetInt32()));
        Assert.Equal("2026-11-22T21:00:00.123Z", found.GetProperty("created_at").GetString());
    }

    private async Task<(string Description, string Key)> FillAsync()
    {
        await using Daemon daemon = await Daemon.StartAsync(_folder);
        string key = await daemon.CreateUserAsync("bob");
        await daemon.CreateUserAsync("ann");
        await daemon.RunAsync("key", "-u", "bob", "--reset");
        key = (await daemon.RunAsync("key", "-u", "bob")).Output.Trim();
        var bob = new ApiClient(daemon.Address, key);
        for (int i = 0; i < 4; i++)
            await bob.UploadAsync($"小猫 {i}.png", Pictures.Png(seed: i), ("album", i < 2 ? "default" : "holiday"));
        await bob.PutAsync("api/images/1", ("name", "the first"), ("description", "edited"));
        await bob.DeleteAsync("api/images/2");
        await bob.PutAsync("api/albums/3", ("name", "ferien"), ("description", "renamed"), ("cover", "3"));
        string before = await DescribeAsync(bob);
        Assert.Equal(0, await daemon.StopAsync());
        return (before, key);
    }

    /// <summary>Everything that the user can see, but for the address of the daemon, with the bytes of the originals.</summary>
    private static async Task<string> DescribeAsync(ApiClient api)
    {
        Answer images = await api.GetAsync("api/images?number=100"), albums = await api.GetAsync("api/albums?number=100");
        string text = images.Data.GetRawText() + albums.Data.GetRawText();
        foreach (JsonElement image in images.Data.EnumerateArray())
        {
            byte[] bytes = await api.Http.GetByteArrayAsync(new Uri(image.GetProperty("url").GetString()!));
            Assert.Equal(image.GetProperty("sha256").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        }

        return text.Replace(api.Http.BaseAddress!.ToString(), "http://maple/", StringComparison.Ordinal);
    }
}
