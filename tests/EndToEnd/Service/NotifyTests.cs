using Maple.Tests.Cli.Service;

namespace Maple.Tests.EndToEnd.Service;

/// <summary>What systemd hears of a daemon that it started with Type=notify.</summary>
public sealed class NotifyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_ready_when_it_answers_alive_while_it_does_and_says_that_it_is_stopping(bool isAbstract)
    {
        using var manager = new NotifySocket(isAbstract);
        await using Daemon daemon = await Daemon.StartAsync(
            null, [.. manager.Environment(TimeSpan.FromSeconds(2)).Select(v => (v.Key, v.Value))]);

        Assert.StartsWith($"READY=1\nSTATUS=listening on {daemon.Address}", await manager.NextAsync(), StringComparison.Ordinal);
        using HttpClient client = daemon.Client();
        Assert.True((await client.GetAsync("healthz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal("WATCHDOG=1", await manager.NextAsync());
        Assert.Equal("WATCHDOG=1", await manager.NextAsync());

        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains(manager.Received(), said => said.StartsWith("STOPPING=1\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_connections_is_no_reason_to_be_killed()
    {
        using var manager = new NotifySocket(isAbstract: false);
        await using Daemon daemon = await Daemon.StartAsync(
            null, [.. manager.Environment(TimeSpan.FromSeconds(1)).Select(v => (v.Key, v.Value)), ("MAPLE_LIMITS_MAX_CONNECTIONS", "16")]);
        Assert.StartsWith("READY=1", await manager.NextAsync(), StringComparison.Ordinal);
        var crowd = new List<System.Net.Sockets.TcpClient>();
        try
        {
            for (int i = 0; i < 40; i++)
                crowd.Add(new System.Net.Sockets.TcpClient(daemon.Address.Host, daemon.Address.Port));

            for (int i = 0; i < 3; i++)
                Assert.Equal("WATCHDOG=1", await manager.NextAsync());
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }
    }
}
