using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Transport;

/// <summary>Stopped and started again and again on one port, while clients go on.</summary>
public sealed class RestartTests : IDisposable
{
    private const int Restarts = 12, Clients = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
    private readonly ConcurrentDictionary<string, byte[]> _acknowledged = [];
    private int _seed;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_start_fails_and_every_acknowledged_upload_is_there()
    {
        (Daemon daemon, string listen) = await StartSomewhereAsync();
        string key = await daemon.CreateUserAsync("bob");
        using var ending = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(() => UploadAsync(daemon.Address, key, ending.Token)))];
        for (int i = 0; i < Restarts; i++)
        {
            int before = _acknowledged.Count;
            Assert.True(await Wait.UntilAsync(() => _acknowledged.Count >= before + 5), daemon.Log);
            Assert.Equal(0, await daemon.StopAsync());
            Assert.DoesNotContain("\"level\":\"error\"", daemon.Log, StringComparison.Ordinal);
            await daemon.DisposeAsync();
            daemon = await Daemon.StartAsync(_folder, ("MAPLE_SERVER_LISTEN", listen));
        }

        await ending.CancelAsync();
        await Task.WhenAll(clients);
        await using (daemon)
        {
            foreach ((string url, byte[] bytes) in _acknowledged)
                Assert.Equal(bytes, await daemon.Client().GetByteArrayAsync(url, TestContext.Current.CancellationToken));
            CommandResult check = await daemon.RunAsync("check", "--deep");
            Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        }
    }

    /// <summary>A port below those that clients are given (ip_local_port_range): one of those might be taken while nobody listens.</summary>
    private async Task<(Daemon Daemon, string Listen)> StartSomewhereAsync()
    {
        while (true)
        {
            string listen = $"127.0.0.1:{Random.Shared.Next(20_000, 32_000)}";
            try
            {
                return (await Daemon.StartAsync(_folder, ("MAPLE_SERVER_LISTEN", listen)), listen);
            }
            catch (InvalidOperationException e) when (e.Message.Contains("listens on", StringComparison.Ordinal))
            {
                // Taken: another one.
            }
        }
    }

    private async Task UploadAsync(Uri address, string key, CancellationToken ending)
    {
        var bob = new ApiClient(address, key);
        using HttpClient http = bob.Http;
        while (!ending.IsCancellationRequested)
        {
            byte[] picture = Pictures.Png(40, 30, seed: Interlocked.Increment(ref _seed));
            try
            {
                Answer answer = await bob.UploadAsync("a.png", picture);
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Json.GetRawText());
                if (answer.Status == HttpStatusCode.OK)
                    _acknowledged[new Uri(answer.Data.GetProperty("success")[0].GetProperty("url").GetString()!).PathAndQuery] = picture;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
            {
                // Nobody listens at the moment.
            }
        }
    }
}
