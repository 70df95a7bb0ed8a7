using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Imaging;
using Maple.Imaging.Isolation;
using Maple.Logging;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Imaging.Isolation;

/// <summary>
/// A pool whose workers are shell scripts that behave as no worker should. Descriptor 0 is the socket; the first byte that a worker sends says how far it
/// is confined.
/// </summary>
public sealed class DecoderPoolTests : IDisposable
{
    private const string Started = @"printf '\001' >&0; ";
    private const string AwaitJob = "head -c 1 <&0 >/dev/null; ";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStream _log = new();

    public void Dispose() => _folder.Dispose();

    private string Log => Encoding.UTF8.GetString(_log.ToArray());

    [Theory]
    [InlineData("kill -SEGV $$", "signal 11")]
    [InlineData("kill -SYS $$", "signal 31")]
    [InlineData("exit 134", "exit code 134")]
    public async Task A_picture_whose_decoder_crashes_is_refused_and_not_tried_again(string crash, string reason)
    {
        MapleException refusal = await RefusalAsync(Started + AwaitJob + crash);

        Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
        Assert.Contains(reason, Log, StringComparison.Ordinal);
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task A_picture_whose_decoder_is_killed_is_tried_once_more()
    {
        MapleException refusal = await RefusalAsync(Started + AwaitJob + "kill -KILL $$");

        Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
        Assert.Contains("signal 9", Log, StringComparison.Ordinal);
        Assert.Equal(2, Starts);
    }

    [Fact]
    public async Task A_decoder_that_takes_too_long_is_ended()
    {
        MapleException refusal = await RefusalAsync("echo $$ >pid; " + Started + "exec sleep 1000", TimeSpan.FromMilliseconds(200));

        Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
        Assert.Contains("not done after 0.2 s", Log, StringComparison.Ordinal);
        string pid = File.ReadAllText(Path.Combine(_folder.Path, "pid")).Trim();
        Assert.False(Directory.Exists($"/proc/{pid}"), "it still runs, or is a zombie");
    }

    // Outcome and length of the reason; then format, width, height and length of each rendition.
    [Theory]
    [InlineData(@"\011\000\000\000\000\000\000\000", "no such outcome")]
    [InlineData(@"\003\000\000\000\377\377\377\177", "no such outcome")]
    [InlineData(@"\001\000\000\000\000\000\000\000\000\000\000\000\001\000\000\000\001\000\000\000\004\000\000\000abcd", "1 x 1 pixels")]
    [InlineData(@"\001\000\000\000\000\000\000\000\011\000\000\000\100\000\000\000\060\000\000\000\004\000\000\000abcd", "no such format")]
    [InlineData(@"\001\000\000\000\000\000\000\000\000\000\000\000\100\000\000\000\060\000\000\000\377\377\377\177", "2147483647 bytes")]
    [InlineData(@"\001\000\000\000\000\000\000\000\000\000\000\000\100\000\000\000\060\000\000\000\377\377\377\377", "-1 bytes")]
    [InlineData(@"\001\000\000\000\000\000\000\000\000\000\000\000\100\000\000\000\060\000\000\000\004\000\000\000<svg", "not of its format")]
    public async Task A_decoder_that_lies_is_not_believed(string answer, string reason)
    {
        MapleException refusal = await RefusalAsync($"{Started}{AwaitJob}printf '{answer}' >&0; sleep 1000");

        Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
        Assert.Contains(reason, Log, StringComparison.Ordinal);
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task A_decoder_that_says_why_it_failed_goes_on()
    {
        string script = $@"{Started}while {AwaitJob}do printf '\003\000\000\000\002\000\000\000no' >&0; head -c 79 <&0 >/dev/null; done";
        using DecoderPool pool = Pool(script, s_patience);

        for (int i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RenderAsync(pool));
            Assert.EndsWith("no", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, Starts);
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("kill -KILL $$", "signal 9")]
    public async Task Where_no_decoder_can_be_started_it_is_not_the_pictures_fault(string script, string reason)
    {
        MapleException refusal = await RefusalAsync(script);

        Assert.Equal(ErrorCode.DecoderUnavailable, refusal.Code);
        Assert.Contains(reason, Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named_in_the_log()
    {
        using DecoderPool pool = new(s_patience, NewLog(), Path.Combine(_folder.Path, "missing"));

        var refusal = await Assert.ThrowsAsync<MapleException>(() => RenderAsync(pool));

        Assert.Equal(ErrorCode.DecoderUnavailable, refusal.Code);
        Assert.Contains("No such file", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_may_take_the_memory_that_its_picture_needs_and_some_more()
    {
        await RefusalAsync($"printf '\\003' >&0; {AwaitJob}cat /proc/$$/limits >limits; exit 1");

        string limits = File.ReadAllText(Path.Combine(_folder.Path, "limits"));
        Match soft = Regex.Match(limits, @"Max data size +(\d+) ");
        Assert.True(soft.Success, limits);
        Assert.InRange(long.Parse(soft.Groups[1].Value, CultureInfo.InvariantCulture), 144 << 20, 145 << 20);
    }

    [Fact]
    public async Task A_system_without_filters_is_named_in_the_log_once()
    {
        using DecoderPool pool = Pool($@"printf '\002' >&0; {AwaitJob}exit 1", s_patience);

        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<MapleException>(() => RenderAsync(pool));

        Assert.Single(Regex.Matches(Log, "no filter for system calls"));
    }

    [Fact]
    public async Task A_worker_gets_nothing_of_the_environment_but_what_the_runtime_reads()
    {
        Environment.SetEnvironmentVariable("MAPLE_TEST_SECRET", "a secret");

        await RefusalAsync("tr '\\0' '\\n' </proc/$$/environ >environment; exit 1");

        string[] names = [.. File.ReadLines(Path.Combine(_folder.Path, "environment")).Select(line => line.Split('=')[0])];
        Assert.All(names, name => Assert.StartsWith("DOTNET_", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Maple_as_a_worker_makes_what_is_made_without_one()
    {
        byte[] picture = Pictures.Png(1200, 900);
        using DecoderPool pool = new(s_patience, NewLog(), Path.Combine(AppContext.BaseDirectory, "maple"));
        string path = _folder.Write(picture);
        ImageProcessor isolated = new(new(), pool), plain = new(new(), new InProcessRenderer(s_patience));

        using PreparedImage here = await plain.PrepareAsync(path, TestContext.Current.CancellationToken);
        using PreparedImage there = await isolated.PrepareAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(here.Info, there.Info);
        Assert.True(here.Show.Bytes.Span.SequenceEqual(there.Show.Bytes.Span));
        Assert.True(here.Thumb.Bytes.Span.SequenceEqual(there.Thumb.Bytes.Span));
    }

    private int Starts => File.ReadAllLines(Path.Combine(_folder.Path, "starts")).Length;

    private async Task<MapleException> RefusalAsync(string script, TimeSpan? time = null)
    {
        using DecoderPool pool = Pool(script, time ?? s_patience);
        return await Assert.ThrowsAsync<MapleException>(() => RenderAsync(pool));
    }

    private DecoderPool Pool(string script, TimeSpan time)
    {
        string path = Path.Combine(_folder.Path, "worker");
        File.WriteAllText(path, $"#!/bin/sh\ncd '{_folder.Path}'; echo >>starts; {script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(time, NewLog(), path);
    }

    private Log NewLog() => new(new LogOptions(), _log, TimeProvider.System);

    private async Task<Rendition[]> RenderAsync(DecoderPool pool)
    {
        string path = _folder.Write(Pictures.Jpeg(64, 48));
        using SafeFileHandle file = File.OpenHandle(path);
        ImageInfo info = new() { Format = ImageFormat.Jpeg, CodedWidth = 64, CodedHeight = 48, FileBytes = new FileInfo(path).Length };
        return await pool.RenderAsync(file, info, [new(300, null)], TestContext.Current.CancellationToken);
    }
}
