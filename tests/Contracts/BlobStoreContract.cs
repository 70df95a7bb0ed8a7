using System.Text;
using Maple.Storage;

namespace Maple.Tests.Contracts;

/// <summary>What every implementation of <see cref="IBlobStore"/> must do. Inherit it, and give it an empty store for each test.</summary>
public abstract class BlobStoreContract
{
    private static readonly BlobKey s_key = BlobKey.Of("bob", BlobKey.Photo, "2026/11/1795381200123-abc", "png");
    private static readonly BlobKey s_other = BlobKey.Of("鲍勃", BlobKey.Thumb, "2026/11/1795381200123-abc", "jpg");

    private protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task A_committed_blob_reads_back_byte_for_byte()
    {
        byte[] bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await using (StagedBlob staged = Store.Stage())
        {
            await staged.WriteAsync(bytes.AsMemory(..100_001), Cancellation);
            await staged.WriteAsync(bytes.AsMemory(100_001..), Cancellation);
            Assert.Equal(bytes.Length, staged.Length);
            await Store.CommitAsync(staged, s_key, Cancellation);
        }

        await using Blob? blob = await Store.OpenAsync(s_key, Cancellation);
        Assert.NotNull(blob);
        Assert.Equal(bytes.Length, blob.Length);
        Assert.Equal(bytes, await ReadAsync(blob));
    }

    [Fact]
    public async Task Several_blobs_committed_together_are_all_there()
    {
        await using StagedBlob first = Store.Stage();
        await using StagedBlob second = Store.Stage();
        await first.WriteAsync("picture"u8.ToArray(), Cancellation);
        await second.WriteAsync("thumbnail"u8.ToArray(), Cancellation);

        await Store.CommitAllAsync([(first, s_key), (second, s_other)], Cancellation);

        Assert.Equal("picture", await TextAsync(s_key));
        Assert.Equal("thumbnail", await TextAsync(s_other));
    }

    [Fact]
    public async Task One_staged_blob_may_become_the_blob_of_several_keys()
    {
        await using StagedBlob staged = Store.Stage();
        await using StagedBlob between = Store.Stage();
        await staged.WriteAsync("picture"u8.ToArray(), Cancellation);
        await between.WriteAsync("thumbnail"u8.ToArray(), Cancellation);
        BlobKey third = BlobKey.Of("bob", BlobKey.Show, "2026/11/1795381200123-abc", "png");
        await PutAsync(third, "what was there");

        await Store.CommitAllAsync([(staged, s_key), (between, s_other), (staged, third)], Cancellation);

        Assert.Equal("picture", await TextAsync(s_key));
        Assert.Equal("thumbnail", await TextAsync(s_other));
        Assert.Equal("picture", await TextAsync(third));
        Assert.True(await Store.RemoveAsync(s_key, Cancellation));
        Assert.Equal("picture", await TextAsync(third));
        await PutAsync(third, "another");
        Assert.Equal("another", await TextAsync(third));
    }

    [Fact]
    public async Task Staged_bytes_can_be_read_from_the_local_file_before_the_commit()
    {
        await using StagedBlob staged = Store.Stage();
        await staged.WriteAsync("picture"u8.ToArray(), Cancellation);

        Assert.Equal("picture", await File.ReadAllTextAsync(staged.Path, Cancellation));
    }

    [Fact]
    public async Task Staged_bytes_are_not_visible_until_the_commit()
    {
        await using StagedBlob staged = Store.Stage();
        await staged.WriteAsync("picture"u8.ToArray(), Cancellation);
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));

        await Store.CommitAsync(staged, s_key, Cancellation);

        Assert.Equal("picture", await TextAsync(s_key));
    }

    [Fact]
    public async Task A_staged_blob_that_is_given_up_leaves_no_file()
    {
        string path;
        await using (StagedBlob staged = Store.Stage())
        {
            path = staged.Path;
            await staged.WriteAsync("picture"u8.ToArray(), Cancellation);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_committed_blob_leaves_no_staged_file()
    {
        await using StagedBlob staged = Store.Stage();
        string path = staged.Path;
        await Store.CommitAsync(staged, s_key, Cancellation);
        await staged.DisposeAsync();

        Assert.False(File.Exists(path));
        Assert.Equal("", await TextAsync(s_key));
    }

    [Fact]
    public async Task Two_staged_blobs_do_not_meet()
    {
        await using StagedBlob first = Store.Stage();
        await using StagedBlob second = Store.Stage();
        await first.WriteAsync("one"u8.ToArray(), Cancellation);
        await second.WriteAsync("two"u8.ToArray(), Cancellation);
        await Store.CommitAsync(second, s_other, Cancellation);
        await Store.CommitAsync(first, s_key, Cancellation);

        Assert.Equal("one", await TextAsync(s_key));
        Assert.Equal("two", await TextAsync(s_other));
    }

    [Fact]
    public async Task A_commit_replaces_what_was_there()
    {
        await PutAsync(s_key, "a rather long first version");
        await PutAsync(s_key, "second");

        Assert.Equal("second", await TextAsync(s_key));
    }

    [Fact]
    public async Task An_open_blob_stays_as_it_is_when_it_is_replaced_or_removed()
    {
        await PutAsync(s_key, "first");
        await using Blob? blob = await Store.OpenAsync(s_key, Cancellation);
        await PutAsync(s_key, "the second");
        Assert.Equal("first", Encoding.UTF8.GetString(await ReadAsync(blob!)));

        await Store.RemoveAsync(s_key, Cancellation);
        Assert.Equal("first", Encoding.UTF8.GetString(await ReadAsync(blob!)));
        Assert.Equal(5, blob!.Length);
    }

    [Fact]
    public async Task Concurrent_commits_to_one_key_leave_one_of_them_whole()
    {
        string[] versions = [.. Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 10_000 + i))];
        await Task.WhenAll(versions.Select(v => Task.Run(() => PutAsync(s_key, v), Cancellation)));

        Assert.Contains(await TextAsync(s_key), versions);
    }

    [Fact]
    public async Task A_read_starts_anywhere_and_ends_with_zero()
    {
        await PutAsync(s_key, "0123456789");
        await using Blob? blob = await Store.OpenAsync(s_key, Cancellation);
        byte[] buffer = new byte[4];

        Assert.Equal(4, await blob!.ReadAsync(buffer, 3, Cancellation));
        Assert.Equal("3456", Encoding.UTF8.GetString(buffer));
        Assert.Equal(2, await blob.ReadAsync(buffer, 8, Cancellation));
        Assert.Equal(0, await blob.ReadAsync(buffer, 10, Cancellation));
        Assert.Equal(0, await blob.ReadAsync(buffer, 1_000, Cancellation));
    }

    [Fact]
    public async Task The_time_of_a_blob_is_when_it_was_written()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await PutAsync(s_key, "picture");
        await using Blob? blob = await Store.OpenAsync(s_key, Cancellation);

        // File systems stamp with the tick of a coarse clock, up to 10 ms behind.
        Assert.InRange(blob!.LastModified, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task Nothing_is_found_under_a_key_that_was_never_used()
    {
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
        Assert.False(await Store.RemoveAsync(s_key, Cancellation));
    }

    [Fact]
    public async Task A_removed_blob_is_gone_and_its_neighbour_stays()
    {
        BlobKey neighbour = BlobKey.Of("bob", BlobKey.Photo, "2026/11/1795381200123-abd", "png");
        await PutAsync(s_key, "picture");
        await PutAsync(neighbour, "neighbour");

        Assert.True(await Store.RemoveAsync(s_key, Cancellation));
        Assert.False(await Store.RemoveAsync(s_key, Cancellation));
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
        Assert.Equal("neighbour", await TextAsync(neighbour));
    }

    [Fact]
    public async Task A_key_as_long_as_keys_can_be_is_answered()
    {
        // 255 characters of three bytes each: more than any file system takes, and a link on the wire may say it.
        Assert.True(BlobKey.TryParse($"bob/photo/2026/11/{new string('图', 251)}.png", out BlobKey key));
        Assert.Null(await Store.OpenAsync(key, Cancellation));
        Assert.False(await Store.RemoveAsync(key, Cancellation));
    }

    [Fact]
    public Task A_sound_store_answers_a_ping() => Store.PingAsync(Cancellation);

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected async Task PutAsync(BlobKey key, string text)
    {
        await using StagedBlob staged = Store.Stage();
        await staged.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        await Store.CommitAsync(staged, key, Cancellation);
    }

    private protected async Task<string?> TextAsync(BlobKey key)
    {
        await using Blob? blob = await Store.OpenAsync(key, Cancellation);
        return blob is null ? null : Encoding.UTF8.GetString(await ReadAsync(blob));
    }

    private static async Task<byte[]> ReadAsync(Blob blob)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        while (await blob.ReadAsync(buffer, all.Length, Cancellation) is > 0 and int read)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
