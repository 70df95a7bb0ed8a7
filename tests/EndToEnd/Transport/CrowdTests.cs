using System.Net;
using System.Net.Sockets;
using Maple.Tests.EndToEnd.BadInput;
using Maple.Tests.Support;
using Maple.Tests.Torture.Hostile;

namespace Maple.Tests.EndToEnd.Transport;

/// <summary>More connections and requests at once than maple takes.</summary>
public sealed class CrowdTests(CrowdTests.CrowdedDaemon shared) : BadInputTest(shared), IClassFixture<CrowdTests.CrowdedDaemon>
{
    private const int MaxConnections = 96, MaxRequests = MaxConnections / 4;

    public sealed class CrowdedDaemon : BadInputDaemon
    {
        protected override (string Name, string Value)[] Settings => [("MAPLE_LIMITS_MAX_CONNECTIONS", $"{MaxConnections}")];
    }

    [Fact]
    public async Task More_requests_at_once_than_it_works_on_are_told_when_to_come_again()
    {
        bool anyRefused = false;
        // Those that have kept it waiting for a second make way instead: on a slow machine that may be some of them.
        for (int round = 0; !anyRefused; round++)
        {
            Assert.True(round < 20, "everybody was taken in");
            List<RawClient> crowd = [];
            try
            {
                for (int i = 0; i < 3 * MaxRequests; i++)
                    crowd.Add(await RawClient.ConnectAsync(Daemon));
                // Each says that a body follows, which never comes.
                byte[] head = Request("POST /api/images").With("Content-Type: image/png").With("Content-Length: 1000").ToBytes();
                await Task.WhenAll(crowd.Select(client => client.SendAsync(head)));

                foreach (RawClient client in crowd)
                {
                    if (await client.TryReadAnswerAsync() is not { } answer)
                        continue;
                    AssertRefusal(503, "overloaded", answer);
                    Assert.Equal("5", answer.Headers["Retry-After"]);
                    anyRefused = true;
                }
            }
            finally
            {
                crowd.ForEach(client => client.Dispose());
            }
        }

        // They have gone, and who comes is served.
        RawAnswer after;
        do
            after = await SendAsync(Request("GET /api/images"));
        while (after.Status == 503);
        Assert.Equal(200, after.Status);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Uploads_go_on_among_more_connections_than_there_may_be()
    {
        using var ending = new CancellationTokenSource();
        var target = new IPEndPoint(IPAddress.Loopback, Daemon.Address.Port);
        Attack[] attacks = [Attacks.Idle(3 * MaxConnections), Attacks.DribbledHeads(MaxConnections), Attacks.DribbledBodies(MaxConnections)];
        Task all = Task.WhenAll(attacks.Select(attack => attack.RunAsync(target, ending.Token)));
        Assert.True(await Wait.UntilAsync(() => attacks.Sum(attack => attack.Opened) > 3 * MaxConnections));
        // Somebody who is told to come again does so, far sooner than Retry-After says.
        for (int i = 0; i < 20; i++)
            Assert.True(await Wait.UntilAsync(() => IsStoredAsync(Pictures.Png(seed: 9_000 + i))), $"{i} stored");

        await ending.CancelAsync();
        await all;
        Assert.Equal(20, (await AfterTheCrowdAsync()).Json.GetProperty("pageinfo").GetProperty("total").GetInt32());
        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
    }

    /// <summary>False when it was turned away.</summary>
    private async Task<bool> IsStoredAsync(byte[] picture)
    {
        // A connection for each: one that is open already would not meet the crowd at the door.
        var eve = new ApiClient(Daemon.Address, Key);
        using HttpClient http = eve.Http;
        try
        {
            Answer answer = await eve.UploadAsync("a.png", picture);
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Json.GetRawText());
            return answer.Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException or SocketException)
        {
            return false;
        }
    }

    private async Task<Answer> AfterTheCrowdAsync()
    {
        Answer answer;
        do
            answer = await Owner.GetAsync("api/images");
        while (answer.Status == HttpStatusCode.ServiceUnavailable);
        return answer;
    }
}
