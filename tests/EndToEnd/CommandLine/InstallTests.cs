using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>Into a tree of their own: these tests run where no systemd does.</summary>
public sealed class InstallTests : CommandLineTest
{
    private const string Binary = "/usr/local/bin/maple", Config = "/etc/maple/maple.toml", Unit = "/etc/systemd/system/maple.service", Data = "/var/lib/maple";
    private const string Enabled = "/etc/systemd/system/multi-user.target.wants/maple.service";

    private string Root => InFolder("root");

    public InstallTests()
    {
        Assert.True(Environment.IsPrivilegedProcess, "installing is for root");
        Directory.CreateDirectory(InRoot("/etc"));
    }

    [Fact]
    public async Task It_puts_everything_in_place_and_asks_nothing()
    {
        string said = await InstallAsync();

        Assert.DoesNotContain(said.Split('\n'), line => line.EndsWith(": unchanged", StringComparison.Ordinal) && !line.StartsWith("run systemctl ", StringComparison.Ordinal));
        Assert.True(File.ReadAllBytes(InRoot(Binary)).AsSpan().SequenceEqual(File.ReadAllBytes(Daemon.Binary)));
        Assert.Contains("User=maple", File.ReadAllText(InRoot(Unit)), StringComparison.Ordinal);
        Assert.Contains($"ExecStart={Binary} serve --config {Config}\n", File.ReadAllText(InRoot(Unit)), StringComparison.Ordinal);
        Assert.True(new FileInfo(InRoot(Enabled)).LinkTarget is not null);
        Assert.Contains("\nupload_root = \"/var/lib/maple\"\n", File.ReadAllText(InRoot(Config)), StringComparison.Ordinal);
        string[] account = Assert.Single(File.ReadAllLines(InRoot("/etc/passwd")), line => line.StartsWith("maple:", StringComparison.Ordinal)).Split(':');
        Assert.Equal((Data, "/usr/sbin/nologin"), (account[5], account[6]));
        Assert.Equal(
            $"755 0 0 {Binary}\n640 0 {account[3]} {Config}\n644 0 0 {Unit}\n700 {account[2]} {account[3]} {Data}\n",
            await Bash.RunAsync(Root, $"stat -c '%a %u %g /%n' {string.Join(' ', new[] { Binary, Config, Unit, Data }.Select(path => path[1..]))}"));
    }

    [Fact]
    public async Task A_second_time_changes_nothing()
    {
        await InstallAsync();
        string before = await TreeAsync();

        string said = await InstallAsync();

        Assert.DoesNotContain(": done", said, StringComparison.Ordinal);
        Assert.Equal(before, await TreeAsync());
    }

    [Fact]
    public async Task An_upgrade_replaces_binary_and_unit_and_leaves_the_configuration()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(InRoot(Binary), "of an older version");
        await File.WriteAllTextAsync(InRoot(Unit), "of an older version");
        await File.AppendAllTextAsync(InRoot(Config), "# mine\n");

        string said = await InstallAsync();

        Assert.Contains($"{Binary}: done", said, StringComparison.Ordinal);
        Assert.Contains($"{Unit}: done", said, StringComparison.Ordinal);
        Assert.Contains($"{Config}: unchanged", said, StringComparison.Ordinal);
        Assert.True(File.ReadAllBytes(InRoot(Binary)).AsSpan().SequenceEqual(File.ReadAllBytes(Daemon.Binary)));
        Assert.EndsWith("# mine\n", await File.ReadAllTextAsync(InRoot(Config)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_steps_and_does_none()
    {
        string said = await InstallAsync("--dry-run");

        Assert.Contains($"write {Root}{Binary}: to do\n", said, StringComparison.Ordinal);
        Assert.Contains("enable maple.service: to do\n", said, StringComparison.Ordinal);
        Assert.Equal(["etc"], Directory.GetFileSystemEntries(Root).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFileSystemEntries(InRoot("/etc")));
    }

    [Fact]
    public async Task Uninstalling_undoes_it_keeps_the_data_and_says_where_it_is()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(InRoot(Data + "/picture"), "mine");

        CommandResult result = await RunAsync("uninstall", "--root", Root);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"{Root}{Data} is kept", result.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(InRoot(Data + "/picture")));
        Assert.All((string[])[Binary, Config, Unit, Enabled], path => Assert.False(Path.Exists(InRoot(path)) || new FileInfo(InRoot(path)).LinkTarget is not null));
        // Whose data it is.
        Assert.Contains("\nmaple:", "\n" + await File.ReadAllTextAsync(InRoot("/etc/passwd")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_data_the_account_goes_too_and_a_changed_configuration_stays()
    {
        await InstallAsync();
        await File.AppendAllTextAsync(InRoot(Config), "# mine\n");

        CommandResult result = await RunAsync("uninstall", "--root", Root);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"{Root}{Config} is kept", result.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(InRoot(Config)));
        Assert.False(Directory.Exists(InRoot(Data)));
        Assert.DoesNotContain("maple:", await File.ReadAllTextAsync(InRoot("/etc/passwd")), StringComparison.Ordinal);
        CommandResult again = await RunAsync("uninstall", "--root", Root);
        Assert.True(again.ExitCode == 0, again.Errors);
        Assert.DoesNotContain(": done", again.Output, StringComparison.Ordinal);
    }

    private string InRoot(string path) => Root + path;

    private Task<string> InstallAsync(params string[] options) => OutputAsync(["install", "--root", Root, .. options]);

    private Task<string> TreeAsync() => Bash.RunAsync(Root, "find . -printf '%p %m %u %g %s %T@ %l\\n' | sort");
}
