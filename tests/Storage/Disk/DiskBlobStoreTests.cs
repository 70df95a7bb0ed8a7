using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Tests.Contracts;

namespace Maple.Tests.Storage.Disk;

public sealed class DiskBlobStoreTests : BlobStoreContract, IDisposable
{
    private static readonly BlobKey s_key = BlobKey.Of("eve", BlobKey.Photo, "2026/11/1-a", "png");

    private readonly TemporaryFolder _folder = new();
    private readonly DiskBlobStore _store;

    public DiskBlobStoreTests()
    {
        _store = new DiskBlobStore(_folder["data/images"]);
        _store.Recover();
    }

    private protected override IBlobStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_blob_lies_under_the_path_that_its_key_spells()
    {
        await PutAsync(s_key, "picture");

        Assert.Equal("picture", await File.ReadAllTextAsync(_folder["data/images/eve/photo/2026/11/1-a.png"], Cancellation));
    }

    [Fact]
    public async Task What_somebody_puts_in_the_place_of_a_staged_file_is_neither_read_nor_written()
    {
        await using StagedBlob staged = _store.Stage();
        await staged.WriteAsync("picture"u8.ToArray(), Cancellation);
        string outside = _folder["outside"], name = Assert.Single(Directory.GetFiles(_store.StagingPath));
        await File.WriteAllTextAsync(outside, "secret", Cancellation);
        File.Delete(name);
        File.CreateSymbolicLink(name, outside);

        Assert.Equal("picture", await File.ReadAllTextAsync(staged.Path, Cancellation));
        await File.WriteAllTextAsync(staged.Path, "Picture", Cancellation);

        Assert.Equal("secret", await File.ReadAllTextAsync(outside, Cancellation));
        byte[] read = new byte[7];
        Assert.Equal("Picture", System.Text.Encoding.ASCII.GetString(read, 0, staged.Read(read, 0)));
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_can_read_or_list_pictures()
    {
        await PutAsync(s_key, "picture");

        Assert.All(
            Directory.EnumerateFileSystemEntries(_folder["data"], "*", SearchOption.AllDirectories),
            path => Assert.Equal(Directory.Exists(path) ? "0700" : "0600", ModeOf(path)));
        Assert.Equal("0700", ModeOf(_folder["data"]));
    }

    [Fact]
    public async Task What_is_removed_while_it_is_held_is_gone_for_everybody_but_the_one_who_copies()
    {
        await PutAsync(s_key, "picture");
        _store.HoldRemoved();
        _store.HoldRemoved();
        using var other = new DiskBlobStore(_folder["data/images"]);

        Assert.True(await _store.RemoveAsync(s_key, Cancellation));
        Assert.False(await _store.RemoveAsync(s_key, Cancellation));

        Assert.Null(await _store.OpenAsync(s_key, Cancellation));
        _store.ReleaseRemoved();
        await using (Blob? kept = await other.OpenEvenRemovedAsync(s_key))
            Assert.Equal(7, kept!.Length);
        _store.ReleaseRemoved();
        Assert.Null(await other.OpenEvenRemovedAsync(s_key));
        Assert.Empty(Staged);
        await PutAsync(s_key, "picture");
        Assert.True(await _store.RemoveAsync(s_key, Cancellation));
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task Recover_removes_what_was_held_by_a_process_that_is_gone()
    {
        await PutAsync(s_key, "picture");
        _store.HoldRemoved();
        await _store.RemoveAsync(s_key, Cancellation);
        using var next = new DiskBlobStore(_folder["data/images"]);

        Assert.Equal(1, next.Recover());
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task Recover_removes_what_an_earlier_process_left_unfinished_and_nothing_else()
    {
        await PutAsync(s_key, "picture");
        await File.WriteAllTextAsync(_folder["data/images/.tmp/0123"], "half", Cancellation);
        await File.WriteAllTextAsync(_folder["data/images/.tmp/4567"], "half", Cancellation);

        Assert.Equal(2, _store.Recover());
        Assert.Empty(Staged);
        Assert.Equal("picture", await TextAsync(s_key));
    }

    [Fact]
    public async Task A_link_in_place_of_a_picture_is_not_followed()
    {
        await PutAsync(s_key, "picture");
        await File.WriteAllTextAsync(_folder["secret"], "secret", Cancellation);
        File.Delete(PathOf(s_key));
        File.CreateSymbolicLink(PathOf(s_key), _folder["secret"]);

        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
    }

    [Fact]
    public async Task A_picture_committed_over_a_link_replaces_the_link_and_not_what_it_points_to()
    {
        await PutAsync(s_key, "picture");
        await File.WriteAllTextAsync(_folder["secret"], "secret", Cancellation);
        File.Delete(PathOf(s_key));
        File.CreateSymbolicLink(PathOf(s_key), _folder["secret"]);

        await PutAsync(s_key, "new");

        Assert.Equal("new", await TextAsync(s_key));
        Assert.Equal("secret", await File.ReadAllTextAsync(_folder["secret"], Cancellation));
    }

    [Theory]
    [InlineData("eve")]
    [InlineData("eve/photo")]
    [InlineData("eve/photo/2026/11")]
    public async Task A_link_in_place_of_a_folder_is_neither_read_nor_written_through(string linked)
    {
        await PutAsync(s_key, "picture");
        Directory.Move(_folder[$"data/images/{linked}"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder[$"data/images/{linked}"], _folder["outside"]);
        string[] before = Directory.GetFiles(_folder["outside"], "*", SearchOption.AllDirectories);

        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
        Assert.False(await Store.RemoveAsync(s_key, Cancellation));
        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(s_key, "new"));
        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(BlobKey.Of("eve", BlobKey.Photo, "2026/11/2-b", "png"), "new"));
        Assert.Equal(before, Directory.GetFiles(_folder["outside"], "*", SearchOption.AllDirectories));
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task A_link_in_place_of_the_staging_folder_is_refused()
    {
        Directory.CreateDirectory(_folder["outside"]);
        Directory.Delete(_folder["data/images/.tmp"]);
        Directory.CreateSymbolicLink(_folder["data/images/.tmp"], _folder["outside"]);

        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(s_key, "new"));
        Assert.Throws<MapleException>(() => _store.Recover());
        Assert.Empty(Directory.GetFiles(_folder["outside"]));
    }

    [Fact]
    public async Task A_folder_or_a_pipe_in_place_of_a_picture_is_no_picture()
    {
        Directory.CreateDirectory(PathOf(s_key));
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));

        Directory.Delete(PathOf(s_key));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", PathOf(s_key)))
            await mkfifo.WaitForExitAsync(Cancellation);
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
    }

    [Fact]
    public async Task A_vanished_folder_is_a_clear_error_and_works_again_once_it_is_back()
    {
        await PutAsync(s_key, "picture");
        Directory.Move(_folder["data/images"], _folder["away"]);

        await Refused(ErrorCode.StorageUnavailable, () => Store.OpenAsync(s_key, Cancellation));
        await Refused(ErrorCode.StorageUnavailable, () => Store.RemoveAsync(s_key, Cancellation));
        await Refused(ErrorCode.StorageUnavailable, () => Store.PingAsync(Cancellation));
        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(s_key, "new"));

        Directory.Move(_folder["away"], _folder["data/images"]);
        Assert.Equal("picture", await TextAsync(s_key));
        await PutAsync(s_key, "new");
        Assert.Equal("new", await TextAsync(s_key));
    }

    [Fact]
    public async Task A_folder_that_vanishes_between_staging_and_commit_is_a_clear_error()
    {
        await using StagedBlob staged = Store.Stage();
        Directory.Move(_folder["data/images"], _folder["away"]);

        await Refused(ErrorCode.StorageUnavailable, () => Store.CommitAsync(staged, s_key, Cancellation));
    }

    [Fact]
    public async Task An_empty_folder_in_its_place_is_refused_until_it_shows_that_it_is_meant()
    {
        await PutAsync(s_key, "picture");
        Directory.Move(_folder["data/images"], _folder["away"]);
        Directory.CreateDirectory(_folder["data/images"]);

        await Refused(ErrorCode.StorageUnavailable, () => Store.OpenAsync(s_key, Cancellation));
        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(s_key, "new"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["data/images"]));

        Directory.CreateDirectory(_folder["data/images/.tmp"]);
        await PutAsync(s_key, "new");
        Assert.Equal("new", await TextAsync(s_key));
    }

    [Fact]
    public async Task A_file_where_a_folder_should_be_is_a_clear_error_and_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(_folder["data/images/eve"], "in the way", Cancellation);

        await Refused(ErrorCode.StorageUnavailable, () => PutAsync(s_key, "picture"));
        Assert.Null(await Store.OpenAsync(s_key, Cancellation));
        Assert.Empty(Staged);

        File.Delete(_folder["data/images/eve"]);
        await PutAsync(s_key, "picture");
        Assert.Equal("picture", await TextAsync(s_key));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_clear_error_at_start()
    {
        await File.WriteAllTextAsync(_folder["file"], "", Cancellation);
        using var store = new DiskBlobStore(_folder["file/images/"]);

        await Refused(ErrorCode.StorageUnavailable, () => Task.Run(store.Recover));
    }

    [Fact]
    public async Task A_ping_leaves_nothing_behind()
    {
        await Store.PingAsync(Cancellation);
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task A_key_that_no_picture_can_have_never_becomes_a_path()
    {
        BlobKey outside = BlobKey.Of("..", BlobKey.Photo, "2026/11/1-a", "png");
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(outside, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RemoveAsync(outside, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(outside, "picture"));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(default, Cancellation));
    }

    private string[] Staged => Directory.GetFiles(_folder["data/images/.tmp"]);

    private string PathOf(BlobKey key) => _folder[$"data/images/{key}"];

    private static string ModeOf(string path) => "0" + Convert.ToString((int)new FileInfo(path).UnixFileMode, 8);

    private async Task Refused(ErrorCode code, Func<Task> action)
    {
        MapleException refused = await Assert.ThrowsAsync<MapleException>(action);
        Assert.Equal(code, refused.Code);
        Assert.DoesNotContain(_folder.Path, refused.Text.English);
        Assert.DoesNotContain(_folder.Path, refused.Text.Chinese);
    }
}
