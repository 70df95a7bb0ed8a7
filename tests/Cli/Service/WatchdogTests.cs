using System.Net;
using System.Net.Sockets;
using Maple.Cli.Service;
using Maple.Logging;

namespace Maple.Tests.Cli.Service;

public sealed class WatchdogTests : IDisposable
{
    private readonly NotifySocket _manager = new(isAbstract: false);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _manager.Dispose();

    [Fact]
    public async Task It_pings_as_long_as_there_are_answers_and_not_a_moment_longer()
    {
        var answers = new Queue<bool>([true, false, true]);
        var asked = new TaskCompletionSource();
        using var manager = ServiceManager.Of(_manager.Environment(TimeSpan.FromMilliseconds(20)));
        await using (new Watchdog(manager, _ => Answer(), Log.ToStandardError(new() { Level = LogLevel.Error })))
            await asked.Task.WaitAsync(_cancellation);

        Assert.Equal(["WATCHDOG=1", "WATCHDOG=1"], _manager.Received());

        Task<bool> Answer()
        {
            if (answers.TryDequeue(out bool answer))
                return Task.FromResult(answer);
            asked.TrySetResult();
            return Task.FromResult(false);
        }
    }

    [Fact]
    public async Task Who_accepts_and_never_answers_is_not_alive()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.False(await SelfProbe.IsAnsweredAsync((IPEndPoint)mute.LocalEndpoint, isTls: false, patience.Token));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_not_alive()
    {
        var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var place = (IPEndPoint)gone.LocalEndpoint;
        gone.Stop();

        Assert.False(await SelfProbe.IsAnsweredAsync(place, isTls: false, _cancellation));
    }

    [Fact]
    public void Without_a_manager_nothing_is_told_and_nothing_fails()
    {
        using var none = ServiceManager.Of(new Dictionary<string, string>());
        using var gone = ServiceManager.Of(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = "/nonexistent/notify", ["WATCHDOG_USEC"] = "1" });

        none.SayReady("");
        gone.SayAlive();
        Assert.Null(none.WatchdogTime);
        Assert.Null(gone.WatchdogTime);
    }

    [Fact]
    public void A_watchdog_that_another_process_was_given_is_none()
    {
        Dictionary<string, string> environment = _manager.Environment(TimeSpan.FromSeconds(1));
        environment["WATCHDOG_PID"] = "1";

        using var manager = ServiceManager.Of(environment);

        Assert.Null(manager.WatchdogTime);
    }
}
