using System.Globalization;
using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Isolation;

/// <summary>The processes that decode pictures, and what becomes of uploads when these die.</summary>
public sealed class DecoderTests
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thumbnails_are_the_same_with_and_without_workers()
    {
        byte[][] pictures =
        [
            Pictures.Jpeg(1600, 1200), Pictures.Jpeg(200, 100), Pictures.Png(1000, 900), Pictures.Png(50, 40), Pictures.TransparentPng(900, 900),
            Pictures.WebP(1000, 700),
        ];
        await using Daemon isolated = await Daemon.StartAsync(), plain = await Daemon.StartAsync(null, ("MAPLE_IMAGES_ISOLATE", "false"));
        ApiClient first = await UserAsync(isolated), second = await UserAsync(plain);

        foreach (byte[] picture in pictures)
        {
            Answer one = await first.UploadAsync("a", picture), other = await second.UploadAsync("a", picture);
            foreach (string url in (string[])["thumb_url", "show_url"])
                Assert.Equal(await DownloadAsync(second, other, url), await DownloadAsync(first, one, url));
        }

        Assert.NotEmpty(Workers(isolated));
        Assert.Empty(Workers(plain));
        Assert.DoesNotContain("libSkiaSharp", await File.ReadAllTextAsync($"/proc/{isolated.ProcessId}/maps", _cancellation));
    }

    [Fact]
    public async Task An_upload_whose_worker_is_killed_succeeds_with_the_next_worker()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        ApiClient user = await UserAsync(daemon);
        await StoredAsync(user, 1);
        string worker = Assert.Single(Workers(daemon));

        await Bash.RunAsync(daemon.Folder, $"kill -STOP {worker}");
        Task<Answer> upload = user.UploadAsync("b.png", Pictures.Png(seed: 2));
        await Bash.RunAsync(daemon.Folder, $"kill -KILL {worker}");

        Assert.Equal(HttpStatusCode.OK, (await upload).Status);
        await daemon.LoggedAsync("signal 9");
        Assert.NotEqual(worker, Assert.Single(Workers(daemon)));
        await StoredAsync(user, 3);
    }

    [Fact]
    public async Task An_upload_whose_worker_stands_still_is_refused_and_the_next_one_is_not()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_IMAGES_DECODE_TIME", "5s"));
        ApiClient user = await UserAsync(daemon);
        await StoredAsync(user, 1);
        string worker = Assert.Single(Workers(daemon));

        await Bash.RunAsync(daemon.Folder, $"kill -STOP {worker}");
        Answer answer = await user.UploadAsync("b.png", Pictures.Png(seed: 2));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "corrupt_image"), (answer.Status, answer.Code));
        Assert.DoesNotContain(worker, Workers(daemon));
        await StoredAsync(user, 3);
        Assert.Empty(StagingFolder.Files(Path.Combine(daemon.Folder, "data/images")));
    }

    [Fact]
    public async Task Fifty_uploads_leave_no_descriptor_and_no_zombie()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_IMAGES_WORKERS", "1"));
        ApiClient user = await UserAsync(daemon);
        for (int i = 0; i < 10; i++)
            await StoredAsync(user, i);
        string worker = Assert.Single(Workers(daemon));
        int before = Descriptors(daemon.ProcessId.ToString(CultureInfo.InvariantCulture)), ofWorker = Descriptors(worker);

        for (int i = 10; i < 60; i++)
        {
            // A worker that is killed leaves nothing, either.
            if (i == 30)
                await Bash.RunAsync(daemon.Folder, $"kill -KILL {worker}");
            await StoredAsync(user, i);
        }

        Assert.Equal(ofWorker, Descriptors(Assert.Single(Workers(daemon))));
        Assert.InRange(Descriptors(daemon.ProcessId.ToString(CultureInfo.InvariantCulture)), 1, before + 2);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Workers_end_with_the_daemon(string signal)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await StoredAsync(await UserAsync(daemon), 1);
        string worker = Assert.Single(Workers(daemon));

        await daemon.SignalAsync(signal);
        int code = await daemon.ExitAsync();

        Assert.Equal(signal == "KILL" ? 137 : 0, code);
        // It is dead or dying; whoever adopts it reaps it.
        await Bash.RunAsync(daemon.Folder, $"timeout 60 sh -c 'while grep -qs \"^State:.[^ZX]\" /proc/{worker}/status; do sleep 0.05; done'");
    }

    [Fact]
    public async Task A_worker_dies_by_no_signal_that_is_meant_for_the_daemon()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        ApiClient user = await UserAsync(daemon);
        await StoredAsync(user, 1);
        string worker = Assert.Single(Workers(daemon));

        await Bash.RunAsync(daemon.Folder, $"kill -TERM {worker}; kill -INT {worker}; kill -HUP {worker}");
        await StoredAsync(user, 2);

        Assert.Equal(worker, Assert.Single(Workers(daemon)));
    }

    [Fact]
    public async Task A_published_worker_is_under_a_filter_and_can_gain_no_rights()
    {
        RequirePublished();
        await using Daemon daemon = await Daemon.StartAsync();
        await StoredAsync(await UserAsync(daemon), 1);

        string worker = Assert.Single(Workers(daemon));

        string[] status = await File.ReadAllLinesAsync($"/proc/{worker}/status", _cancellation);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
        foreach (string thread in Directory.GetDirectories($"/proc/{worker}/task"))
            Assert.Contains("Seccomp:\t2", await File.ReadAllLinesAsync($"{thread}/status", _cancellation));
        string limits = await File.ReadAllTextAsync($"/proc/{worker}/limits", _cancellation);
        foreach (string name in (string[])["Max file size", "Max core file size", "Max processes"])
            Assert.Matches($@"{name} +0 +0 ", limits);
        Assert.DoesNotMatch("Max data size +unlimited", limits);
        Assert.Equal("500", (await File.ReadAllTextAsync($"/proc/{worker}/oom_score_adj", _cancellation)).Trim());
        string environment = await File.ReadAllTextAsync($"/proc/{worker}/environ", _cancellation);
        Assert.All(environment.Split('\0', StringSplitOptions.RemoveEmptyEntries), name => Assert.StartsWith("DOTNET_", name, StringComparison.Ordinal));
        Assert.All(
            Directory.GetFiles($"/proc/{worker}/fd").Select(fd => File.ResolveLinkTarget(fd, false)!.Name),
            target => Assert.Matches("^(null|urandom|socket:.*)$", target));
    }

    [Fact]
    public async Task A_published_worker_can_open_connect_execute_and_trace_nothing()
    {
        RequirePublished();
        CommandResult result = await Daemon.RunInAsync(Path.GetTempPath(), ["decode-worker", "--self-test"]);

        Assert.Equal(0, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("confined\tFiltered", lines[0]);
        Assert.Equal(
            ["connect", "executable memory", "execve", "kill", "memfd_create", "open", "ptrace", "socket", "unlink"],
            lines[1..].Where(line => line.EndsWith("\trefused", StringComparison.Ordinal)).Select(line => line.Split('\t')[0]).Order());
    }

    [Fact]
    public async Task No_help_names_what_only_the_daemon_starts()
    {
        CommandResult help = await Daemon.RunInAsync(Path.GetTempPath(), ["help"]);
        CommandResult started = await Daemon.RunInAsync(Path.GetTempPath(), ["decode-worker"]);

        Assert.DoesNotContain("decode-worker", help.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, started.ExitCode);
    }

    private static void RequirePublished() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("MAPLE_BIN") is { Length: > 0 }, "MAPLE_BIN names no published binary; others compile while they run and are less confined.");

    private static async Task<ApiClient> UserAsync(Daemon daemon) => new(daemon.Address, await daemon.CreateUserAsync("bob"));

    private static async Task StoredAsync(ApiClient user, int seed) =>
        Assert.Equal(HttpStatusCode.OK, (await user.UploadAsync("a.png", Pictures.Png(seed: seed))).Status);

    private static Task<byte[]> DownloadAsync(ApiClient user, Answer answer, string url) =>
        user.Http.GetByteArrayAsync(answer.Data.GetProperty("success")[0].GetProperty(url).GetString());

    /// <summary>Its children, zombies too.</summary>
    private static string[] Workers(Daemon daemon) =>
        [.. Directory.GetDirectories($"/proc/{daemon.ProcessId}/task").SelectMany(ChildrenOf)];

    private static string[] ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
            return [];
        }
    }

    private static int Descriptors(string process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;
}
