using System.Text.RegularExpressions;
using Maple.Tests.Support;

namespace Maple.Tests.Cli.Service;

public sealed partial class UnitFileTests : CliTest
{
    [Theory]
    [InlineData("", "DynamicUser=yes")]
    [InlineData("--user maple", "User=maple")]
    public async Task Systemd_finds_nothing_wrong_with_it_and_little_exposed(string options, string said)
    {
        await UnitAsync([.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--binary", "/bin/true"]);

        Assert.Contains(said, await File.ReadAllTextAsync(InFolder("maple.service"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("", await Bash.RunAsync(Folder, "systemd-analyze verify ./maple.service 2>&1"));
        Assert.InRange(await ExposureAsync(), 0.1, 1.9);
    }

    [Fact]
    public async Task It_waits_to_be_told_that_maple_is_ready_and_alive_and_keeps_its_data_in_one_place()
    {
        string[] lines = (await UnitAsync()).Split('\n');

        Assert.Contains("Type=notify", lines);
        Assert.Contains("WatchdogSec=2min", lines);
        Assert.Contains("StateDirectory=maple", lines);
        Assert.Contains("ExecStart=/usr/local/bin/maple serve --config " + InFolder("maple.toml"), lines);
        Assert.Contains("LimitNOFILE=65536", lines);
        Assert.Contains("TimeoutStopSec=40", lines);
    }

    [Fact]
    public async Task Memory_and_patience_follow_from_the_configuration()
    {
        Write("maple.toml", "[images]\nworkers = 6\n[limits]\ndrain = \"2m\"\n[storage]\nupload_root = \"/var/lib/maple\"\n");

        string unit = await UnitAsync();

        // 512 for the daemon, 256 for pixels, 128 for each decoder.
        Assert.Contains("\nMemoryMax=1536M\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nTimeoutStopSec=130\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_number_of_decoders_nothing_in_it_is_about_the_machine_that_printed_it()
    {
        string unit = await UnitAsync("--binary", "/bin/true");

        Assert.Contains("\nMemoryMax=75%\n", unit, StringComparison.Ordinal);
        Assert.Equal("", await Bash.RunAsync(Folder, "systemd-analyze verify ./maple.service 2>&1"));
    }

    [Fact]
    public async Task A_port_below_1024_gets_the_one_capability_that_it_takes()
    {
        Write("maple.toml", "[server]\nlisten = \"[::]:443\"\n[storage]\nupload_root = \"/var/lib/maple\"\n");

        string unit = await UnitAsync("--binary", "/bin/true");

        Assert.Contains("\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n", unit, StringComparison.Ordinal);
        Assert.DoesNotContain("PrivateUsers", unit, StringComparison.Ordinal);
        Assert.Equal("", await Bash.RunAsync(Folder, "systemd-analyze verify ./maple.service 2>&1"));
        Assert.InRange(await ExposureAsync(), 0.1, 1.9);
    }

    [Fact]
    public async Task Data_elsewhere_may_be_written_by_a_user_of_its_own()
    {
        Write("maple.toml", "[storage]\nupload_root = \"/home/me/my pictures\"\ndatabase = \"/srv/fast/100%.db\"\n");

        string unit = await UnitAsync("--user", "me", "--binary", "/bin/true");

        Assert.Contains("\nReadWritePaths=\"/home/me/my pictures\"\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nReadWritePaths=/srv/fast\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nProtectHome=read-only\n", unit, StringComparison.Ordinal);
        Assert.DoesNotContain("StateDirectory", unit, StringComparison.Ordinal);
        Assert.Equal("", await Bash.RunAsync(Folder, "systemd-analyze verify ./maple.service 2>&1"));
        Result without = await RunAsync("systemd", "--config", "maple.toml");
        Assert.Equal(2, without.Code);
        Assert.Contains("--user NAME", without.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[storage]\nupload_root = \"/tmp/pictures\"\n", 78, "temporary")]
    [InlineData("[storage]\nupload_rot = \"/srv\"\n", 78, "did you mean upload_root")]
    public async Task What_can_not_be_a_service_is_refused(string toml, int code, string said)
    {
        Write("maple.toml", toml);

        Result result = await RunAsync("systemd", "--config", "maple.toml");

        Assert.Equal(code, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task A_name_that_is_none_of_an_account_is_refused() =>
        Assert.Equal(2, (await RunAsync("systemd", "--user", "a%n\nExecStart=/bin/sh")).Code);

    /// <summary>Printed, and beside it as a file.</summary>
    private async Task<string> UnitAsync(params string[] options)
    {
        Result result = await RunAsync(["systemd", "--config", "maple.toml", .. options]);
        Assert.True(result.Code == 0, result.Error);
        Write("maple.service", result.Out);
        return result.Out;
    }

    private async Task<double> ExposureAsync()
    {
        string said = await Bash.RunAsync(Folder, "systemd-analyze security --offline=yes --no-pager ./maple.service");
        return double.Parse(Overall().Match(said).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Overall exposure level for maple.service: (\d+\.\d+)")]
    private static partial Regex Overall();
}
