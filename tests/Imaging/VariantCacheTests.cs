using System.Buffers;
using Maple.Errors;
using Maple.Imaging;

namespace Maple.Tests.Imaging;

public sealed class VariantCacheTests : IDisposable
{
    private const string Source = "bob/photo/2026/11/one.png";

    private readonly TemporaryFolder _folder = new();
    private readonly Clock _time = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private int _made;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_variant_is_made_once_and_then_read()
    {
        VariantCache cache = Cache();
        Assert.Equal("w100 1", await ReadAsync(cache, Source, "w100"));
        Assert.Equal("w100 1", await ReadAsync(cache, Source, "w100"));
        Assert.Equal("w200 2", await ReadAsync(cache, Source, "w200"));
    }

    [Fact]
    public async Task However_many_ask_at_once_it_is_made_once_and_all_get_it()
    {
        VariantCache cache = Cache();
        TaskCompletionSource gate = new();
        Task<VariantFile>[] asked = [.. Enumerable.Range(0, 20).Select(_ => cache.GetOrAddAsync(Source, "w100", async () =>
        {
            await gate.Task;
            return Make("w100");
        }, _cancellation))];
        gate.SetResult();
        foreach (VariantFile file in await Task.WhenAll(asked))
            Assert.Equal("w100 1", Text(file));
    }

    [Fact]
    public async Task A_failure_reaches_all_who_wait_and_is_not_kept()
    {
        VariantCache cache = Cache();
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetOrAddAsync(Source, "w100", () => throw new InvalidOperationException(), _cancellation));
        Assert.Equal("w100 1", await ReadAsync(cache, Source, "w100"));
    }

    [Fact]
    public async Task It_survives_a_restart_and_cleans_up_after_a_kill()
    {
        await ReadAsync(Cache(), Source, "w100");
        string stale = Path.Combine(_folder.Path, ".new-half");
        await File.WriteAllTextAsync(stale, "half", _cancellation);

        Assert.Equal("w100 1", await ReadAsync(Cache(), Source, "w100"));
        Assert.False(File.Exists(stale));
    }

    [Fact]
    public async Task What_an_earlier_run_left_can_be_removed_before_the_first_use()
    {
        await ReadAsync(Cache(), Source, "w100");
        string stale = Path.Combine(_folder.Path, ".new-half");
        await File.WriteAllTextAsync(stale, "half", _cancellation);

        VariantCache cache = Cache();
        cache.Recover();
        cache.RemoveAll(Source);

        Assert.Empty(Files());
        Assert.Equal("w100 2", await ReadAsync(cache, Source, "w100"));
    }

    [Fact]
    public async Task The_least_recently_used_goes_when_room_is_short()
    {
        // A file takes a block of 4 KB at least.
        VariantCache cache = Cache(maxBytes: 3 * 4096);
        foreach (string key in (string[])["w1", "w2", "w3", "w1", "w4"])
            await ReadAsync(cache, Source, key);
        Assert.Equal(["w1.png", "w3.png", "w4.png"], Files());
        Assert.Equal("w1 1", await ReadAsync(cache, Source, "w1"));
        Assert.Equal("w2 5", await ReadAsync(cache, Source, "w2"));
    }

    [Fact]
    public async Task The_order_of_use_survives_a_restart()
    {
        foreach (string key in (string[])["w1", "w2", "w3"])
        {
            _time.Now += TimeSpan.FromDays(1);
            await ReadAsync(Cache(), Source, key);
            File.SetLastAccessTimeUtc(Directory.GetFiles(_folder.Path, key + ".png", SearchOption.AllDirectories)[0], _time.Now.UtcDateTime);
        }

        _time.Now += TimeSpan.FromDays(1);
        await ReadAsync(Cache(), Source, "w1");
        await ReadAsync(Cache(maxBytes: 2 * 4096), Source, "w4");
        Assert.Equal(["w1.png", "w4.png"], Files());
    }

    [Fact]
    public async Task An_open_variant_stays_readable_when_it_is_evicted()
    {
        VariantCache cache = Cache(maxBytes: 4096);
        using VariantFile file = await cache.GetOrAddAsync(Source, "w1", () => Task.FromResult(Make("w1")), _cancellation);
        await ReadAsync(cache, Source, "w2");
        Assert.Equal(["w2.png"], Files());
        Assert.Equal("w1 1", Text(file));
    }

    [Fact]
    public async Task Removing_a_picture_removes_its_variants_and_no_others()
    {
        VariantCache cache = Cache();
        await ReadAsync(cache, Source, "w1");
        await ReadAsync(cache, Source, "w2");
        await ReadAsync(cache, "bob/photo/2026/10/other.png", "w1");
        cache.RemoveAll(Source);
        Assert.Equal(["w1.png"], Files());
        Assert.True(File.Exists(Path.Combine(_folder.Path, "bob/photo/2026/10/other.png/w1.png")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "bob/photo/2026/11")));
        cache.RemoveAll("never/was");
    }

    [Fact]
    public async Task A_variant_of_a_picture_that_is_removed_meanwhile_does_not_stay_behind()
    {
        VariantCache cache = Cache();
        TaskCompletionSource started = new(), gate = new();
        Task<VariantFile> asked = cache.GetOrAddAsync(Source, "w1", async () =>
        {
            started.SetResult();
            await gate.Task;
            return Make("w1");
        }, _cancellation);
        await started.Task;
        cache.RemoveAll(Source);
        gate.SetResult();

        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => asked);
        Assert.Equal(ErrorCode.ImageNotFound, refusal.Code);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_file_that_someone_deleted_is_made_anew()
    {
        VariantCache cache = Cache();
        await ReadAsync(cache, Source, "w1");
        Directory.Delete(Path.Combine(_folder.Path, "bob"), recursive: true);
        Assert.Equal("w1 2", await ReadAsync(cache, Source, "w1"));
    }

    private VariantCache Cache(long maxBytes = 1 << 20) => new(_folder.Path, maxBytes, _time);

    private IEnumerable<string?> Files() =>
        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName).Where(name => name != ".boot").Order(StringComparer.Ordinal);

    private Rendition Make(string key)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes($"{key} {Interlocked.Increment(ref _made)}");
        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented, 0);
        return new(rented, bytes.Length, ImageFormat.Png, 1, 1);
    }

    private async Task<string> ReadAsync(VariantCache cache, string source, string key) =>
        Text(await cache.GetOrAddAsync(source, key, () => Task.FromResult(Make(key)), _cancellation));

    private static string Text(VariantFile file)
    {
        using (file)
        {
            Assert.Equal("png", file.Extension);
            byte[] bytes = new byte[file.Length];
            file.Read(bytes, 0);
            return System.Text.Encoding.UTF8.GetString(bytes);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
