using System.Diagnostics;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>The store has one owner at a time, and nobody at a command line notices.</summary>
public sealed class StoreAccessTests : CommandLineTest
{
    [Fact]
    public async Task Ten_commands_at_once_without_a_daemon_all_succeed()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => CreateUserAsync($"user{i}")));
        var users = (await OutputAsync("users")).TrimEnd().Split('\n');
        Assert.Equal(10, users.Length);
        Assert.Single(users, u => u.Contains("\tadmin\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_that_race_a_daemon_on_its_way_in_or_out_all_succeed()
    {
        await CreateUserAsync("bob");
        for (var round = 0; round < 3; round++)
        {
            var starting = StartDaemonAsync();
            await RunSomeAsync(round, "in");
            await using var daemon = await starting;
            var stopping = daemon.StopAsync();
            await RunSomeAsync(round, "out");
            Assert.Equal(0, await stopping);
        }
        Assert.Equal(1 + 3 * 2 * 2, (await OutputAsync("users")).TrimEnd().Split('\n').Length);

        Task RunSomeAsync(int round, string way) => Task.WhenAll(
            CreateUserAsync($"{way}{round}a"), OutputAsync("key", "-u", "bob"), OutputAsync("users"), OutputAsync("key", "-u", "bob", "--reset"),
            CreateUserAsync($"{way}{round}b"), OutputAsync("users", "--json"));
    }

    [Fact]
    public async Task A_daemon_that_starts_among_commands_waits_for_them()
    {
        var commands = Enumerable.Range(0, 5).Select(i => CreateUserAsync($"user{i}")).ToList();
        await using var daemon = await StartDaemonAsync();
        await Task.WhenAll(commands);
        Assert.Equal(5, (await OutputAsync("users")).TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_folder_is_refused_and_told_which_is_the_first()
    {
        await using var daemon = await StartDaemonAsync();
        var second = await RunAsync(["serve"], "", ("MAPLE_SERVER_LISTEN", "127.0.0.1:0"));
        Assert.Equal(69, second.ExitCode);
        Assert.Contains($"process {daemon.ProcessId}.", second.Errors, StringComparison.Ordinal);
        // The first one is none the worse for it.
        await CreateUserAsync("bob");
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_address_is_refused()
    {
        await using var daemon = await Daemon.StartAsync();
        var second = await RunAsync(["serve"], "", ("MAPLE_SERVER_LISTEN", daemon.Address.Authority));
        Assert.Equal(69, second.ExitCode);
        Assert.Contains($"listens on {daemon.Address.Authority} already", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_longer_than_a_socket_address_works()
    {
        var deep = Directory.CreateDirectory(InFolder(Path.Combine(new string('d', 120), new string('e', 120)))).FullName;
        await using var daemon = await Daemon.StartAsync(deep);
        await daemon.CreateUserAsync("bob");
        var old = await daemon.RunAsync("key");
        var reset = await daemon.RunAsync("key", "--reset");
        Assert.Equal((0, 0), (old.ExitCode, reset.ExitCode));
        Assert.NotEqual(old.Output, reset.Output);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Equal(reset.Output, (await daemon.RunAsync("key")).Output);
    }

    [Fact]
    public async Task The_socket_of_a_killed_daemon_does_no_harm()
    {
        await using var killed = await StartDaemonAsync();
        var key = await CreateUserAsync("bob");
        await killed.SignalAsync("KILL");
        await killed.ExitAsync();
        Assert.True(File.Exists(InFolder("data/maple.db.sock")));

        Assert.Equal(key, await OutputAsync("key"));
        await using var next = await StartDaemonAsync();
        Assert.Equal(key, await OutputAsync("key"));
    }

    [Fact]
    public async Task Nothing_is_left_of_the_socket_after_a_daemon_ended()
    {
        await using var daemon = await StartDaemonAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InFolder("data/maple.db.sock")));
        await daemon.StopAsync();
        Assert.False(File.Exists(InFolder("data/maple.db.sock")));
    }

    [Fact]
    public async Task Root_on_the_folder_of_another_user_works_as_that_user()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
        const string nobody = "65534";
        await ShellAsync($"chown {nobody}:{nobody} '{Folder}'");

        await CreateUserAsync("bob");
        await using (var daemon = await StartDaemonAsync())
        {
            await OutputAsync("key", "--reset");
            Assert.Contains($"Uid:\t{nobody}\t{nobody}\t{nobody}\t{nobody}", await File.ReadAllTextAsync($"/proc/{daemon.ProcessId}/status"), StringComparison.Ordinal);
            await daemon.StopAsync();
        }
        await OutputAsync("users");

        Assert.Equal("", await ShellAsync($"find '{Folder}' ! -user {nobody} -o ! -group {nobody}"));
    }

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
