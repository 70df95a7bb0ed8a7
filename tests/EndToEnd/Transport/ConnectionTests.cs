using System.Text;
using Maple.Tests.EndToEnd.BadInput;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Transport;

/// <summary>What becomes of a connection: many requests on one, bodies that are waited for, patience that ends, crowds.</summary>
public sealed class ConnectionTests(ConnectionTests.CrowdedDaemon shared) : BadInputTest(shared), IClassFixture<ConnectionTests.CrowdedDaemon>
{
    private const int MaxConnections = 16;

    public sealed class CrowdedDaemon : BadInputDaemon
    {
        protected override (string Name, string Value)[] Settings =>
            [("MAPLE_LIMITS_MAX_CONNECTIONS", $"{MaxConnections}"), ("MAPLE_LIMITS_HEAD_TIME", "5s"), ("MAPLE_LIMITS_BODY_IDLE", "5s")];
    }

    [Fact]
    public async Task Requests_sent_together_are_answered_in_their_order()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        byte[] requests =
        [
            .. Request("GET /api/images?number=1").ToBytes(),
            .. Request("POST /api/albums").Json("""{"name": "pipelined"}""").ToBytes(),
            .. Request("GET /nothing").ToBytes(),
            .. Request("GET /images/nobody").ToBytes(),
            .. Request("DELETE /api/albums/2").ToBytes(),
        ];
        await client.SendAsync(requests);

        List<RawAnswer> answers = [.. await client.ReadAnswersAsync(5)];

        Assert.Equal([200, 200, 404, 404, 200], answers.Select(answer => answer.Status));
        Assert.Equal("pipelined", answers[1].Json.GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public async Task One_connection_carries_any_number_of_requests()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        foreach (string target in Enumerable.Repeat<string[]>(["/api/images", "/images/nobody", "/nothing"], 400).SelectMany(targets => targets))
        {
            await client.SendAsync(RawRequest.Of($"GET {target}").ToBytes());
            RawAnswer answer = await client.ReadAnswerAsync();

            Assert.Contains(answer.Status, (int[])[401, 404]);
            Assert.DoesNotContain("Connection", answer.Headers.Keys);
        }
    }

    [Fact]
    public async Task A_body_is_asked_for_when_it_is_wanted()
    {
        RawRequest upload = Upload(MultipartForm.Of(Pictures.Png(seed: 8))).With("Expect: 100-continue");
        byte[] bytes = upload.ToBytes();
        int head = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        using RawClient client = await RawClient.ConnectAsync(Daemon);

        await client.SendAsync(bytes.AsMemory(0, head));
        RawAnswer first = await client.ReadAnswerAsync();
        await client.SendAsync(bytes.AsMemory(head));
        RawAnswer second = await client.ReadAnswerAsync();

        Assert.Equal((100, 200), (first.Status, second.Status));
    }

    [Fact]
    public async Task A_body_that_will_not_be_read_is_not_asked_for()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);

        RawRequest upload = Upload(new MultipartForm()).Body([]).With("Content-Length: 9000000000").With("Expect: 100-continue");
        await client.SendAsync(upload.ToBytes());

        AssertRefusal(413, "body_too_large", await client.ReadAnswerAsync());
    }

    [Theory]
    [InlineData("GET /heal")]
    [InlineData("POST /api/images HTTP/1.1\r\nHost: a\r\nContent-")]
    public async Task A_head_that_does_not_come_whole_is_waited_for_and_then_refused(string head)
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(Encoding.ASCII.GetBytes(head));

        AssertRefusal(408, "request_timeout", await client.ReadAnswerAsync());
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task The_longest_idle_makes_room_for_who_comes()
    {
        var idle = new List<RawClient>();
        for (int i = 0; i < MaxConnections; i++)
            idle.Add(await RawClient.ConnectAsync(Daemon));
        try
        {
            // The first refusals may come while all are hardly a second old.
            int status = 0;
            while (status != 200 || !idle[0].IsEnded)
            {
                idle.Add(await RawClient.ConnectAsync(Daemon));
                await idle[^1].SendAsync(RawRequest.Of("GET /healthz").ToBytes());
                RawAnswer answer = await idle[^1].ReadAnswerAsync();
                status = answer.Status;
                if (status != 200)
                    Assert.Equal((503, "overloaded", "5"), (status, answer.Code, answer.Headers["Retry-After"]));
            }
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Who_is_turned_away_and_stays_is_let_go()
    {
        // Alone: all of its connections are the same age, so that nobody makes way.
        await using Daemon crowded = await EndToEnd.Daemon.StartAsync(null, ("MAPLE_LIMITS_MAX_CONNECTIONS", $"{MaxConnections}"));
        int Descriptors() => Directory.GetFiles($"/proc/{crowded.ProcessId}/fd").Length;
        int before = Descriptors();
        List<RawClient> crowd = [];
        try
        {
            for (int i = 0; i < 20 * MaxConnections; i++)
                crowd.Add(await RawClient.ConnectAsync(crowded));

            Assert.True(await Wait.UntilAsync(() => Descriptors() <= before + MaxConnections + 4), $"{Descriptors()} descriptors, {before} before");
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }
    }
}
