using System.Text;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Large bodies, and clients that go away or fall asleep in the middle of an answer.</summary>
public sealed class TransferTests(TransferTests.SleepyDaemon shared) : BadInputTest(shared), IClassFixture<TransferTests.SleepyDaemon>
{
    private const int Megabyte = 1 << 20;

    /// <summary>
    /// A body that was held whole would be 100 or 160 MB. What may grow: 64 KB of buffer per request, the collector's nursery (some MB on a
    /// machine with large caches) and, in the build that the tests run by default, the compiler's own memory.
    /// </summary>
    private const long Growth = 40L * Megabyte;

    /// <summary>The default limits but for the patience with a reader that has stopped.</summary>
    public sealed class SleepyDaemon : BadInputDaemon
    {
        protected override (string Name, string Value)[] Settings => [("MAPLE_LIMITS_BODY_IDLE", "5s")];
    }

    [Fact]
    public async Task An_upload_of_100_MB_is_not_held_in_memory()
    {
        await UploadNoiseAsync(megabytes: 2);
        Memory.ForgetPeak(Daemon);
        long before = Memory.Resident(Daemon);

        AssertRefusal(415, "unsupported_format", await UploadNoiseAsync(megabytes: 100));

        Assert.InRange(Memory.Peak(Daemon) - before, long.MinValue, Growth);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Eight_uploads_of_20_MB_at_once_are_not_held_in_memory()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UploadNoiseAsync(megabytes: 1)));
        Memory.ForgetPeak(Daemon);
        long before = Memory.Resident(Daemon);

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UploadNoiseAsync(megabytes: 20)));

        Assert.All(answers, answer => AssertRefusal(415, "unsupported_format", answer));
        Assert.InRange(Memory.Peak(Daemon) - before, long.MinValue, Growth);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task An_upload_of_200_MB_is_refused_and_heard()
    {
        Memory.ForgetPeak(Daemon);
        long before = Memory.Resident(Daemon);

        AssertRefusal(413, "body_too_large", await UploadNoiseAsync(megabytes: 200));

        Assert.InRange(Memory.Peak(Daemon) - before, long.MinValue, Growth);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_a_download_leaves_nothing_open()
    {
        string path = await UploadLargePictureAsync();
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(RawRequest.Of($"GET {path}").ToBytes());
        await client.ReadSomeAsync(100_000);

        client.Reset();

        await EventuallyAsync("the file is closed", () => OpenPictures() == 0);
        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_gets_all_of_a_large_answer()
    {
        string path = await UploadLargePictureAsync();
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(RawRequest.Of($"GET {path}").With("Connection: close").ToBytes());

        // Slower than the sockets' buffers are filled, and longer in all than a reader may stand still.
        for (int i = 0; i < 16; i++)
        {
            await client.ReadSomeAsync(Megabyte);
            await Task.Delay(TimeSpan.FromMilliseconds(400));
        }

        Assert.InRange(await client.ReadRestAsync(), 4 * Megabyte, 5 * Megabyte);
    }

    [Fact]
    public async Task A_client_that_stops_reading_is_cut_off()
    {
        string path = await UploadLargePictureAsync();
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(RawRequest.Of($"GET {path}").ToBytes());
        await client.ReadSomeAsync(100_000);
        Assert.Equal(1, OpenPictures());

        // More than the sockets' buffers hold is left, so that the daemon has to wait for the reader.
        await EventuallyAsync("the file is closed", () => OpenPictures() == 0);

        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_clients_that_say_nothing_do_no_harm()
    {
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RawClient.ConnectAsync(Daemon)));
        foreach (RawClient client in clients.Take(50))
            await client.SendAsync("POST /api/images HTTP/1.1\r\nHost: a\r\nContent-"u8.ToArray());

        Assert.Equal(200, (await SendAsync(Request("GET /api/images"))).Status);

        foreach (RawClient client in clients)
            client.Dispose();
        await AssertNothingLeftAsync();
    }

    /// <summary>Sends all of it before it listens.</summary>
    private async Task<RawAnswer> UploadNoiseAsync(int megabytes)
    {
        byte[] noise = new byte[Megabyte];
        Random.Shared.NextBytes(noise);
        noise[0] = 0;
        byte[] empty = MultipartForm.Of([]).ToBytes();
        int tail = Encoding.ASCII.GetByteCount($"\r\n--{MultipartForm.Boundary}--\r\n");
        RawRequest head = Upload(new MultipartForm()).Body([]).With($"Content-Length: {empty.Length + (long)megabytes * Megabyte}");

        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(head.ToBytes());
        await client.SendAsync(empty.AsMemory(0, empty.Length - tail));
        for (int i = 0; i < megabytes; i++)
            await client.SendAsync(noise);
        await client.SendAsync(empty.AsMemory(empty.Length - tail));
        return await client.ReadAnswerAsync();
    }

    /// <summary>A picture with so much behind it that no socket's buffer holds it.</summary>
    private async Task<string> UploadLargePictureAsync()
    {
        byte[] picture = [.. Pictures.Png(seed: 3), .. new byte[20 * Megabyte]];
        Answer answer = await Owner.UploadAsync("a.png", picture);
        return new Uri(answer.Json.GetProperty("url").GetString()!).AbsolutePath;
    }

    /// <summary>Descriptors that the daemon has open in the upload folder.</summary>
    private int OpenPictures() => Directory.EnumerateFiles($"/proc/{Daemon.ProcessId}/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.Contains("/data/images/eve/photo/", StringComparison.Ordinal) == true);
}
