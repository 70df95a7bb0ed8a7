using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Tests.Support;

namespace Maple.Tests.Storage.Disk;

/// <summary>On a real file system of 1 MB.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly BlobKey s_key = BlobKey.Of("bob", BlobKey.Photo, "2026/11/1-a", "png");

    private SmallDisk _disk = null!;

    public async ValueTask InitializeAsync() => _disk = await SmallDisk.MountAsync(1);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private string Images => Path.Combine(_disk.Path, "images");

    [Fact]
    public async Task A_full_disk_is_a_clear_error_leaves_nothing_and_works_again_when_there_is_room()
    {
        using var store = new DiskBlobStore(Images);
        store.Recover();
        _disk.Fill(leave: 100_000);

        await Refused(() => PutAsync(store, 300_000), ErrorCode.StorageFull);
        Assert.Empty(Directory.GetFiles(Images, "*", SearchOption.AllDirectories));

        _disk.Free();
        await PutAsync(store, 300_000);
        await using Blob? blob = await store.OpenAsync(s_key, Cancellation);
        Assert.Equal(300_000, blob!.Length);
    }

    [Fact]
    public async Task Below_the_floor_nothing_is_begun_and_what_is_there_can_be_removed()
    {
        using var store = new DiskBlobStore(Images, new FreeSpaceFloor(500_000, _disk.Path));
        store.Recover();
        await PutAsync(store, 300_000);
        _disk.Fill(leave: 400_000);

        await Refused(() => PutAsync(store, 1), ErrorCode.StorageFull);
        await Refused(() => store.PingAsync(Cancellation), ErrorCode.StorageFull);
        Assert.True(await store.RemoveAsync(s_key, Cancellation));
        await PutAsync(store, 1);
    }

    [Fact]
    public async Task A_disk_that_became_read_only_still_serves_and_refuses_clearly()
    {
        using var store = new DiskBlobStore(Images);
        store.Recover();
        await PutAsync(store, 1_000);
        await _disk.SetReadOnlyAsync(true);

        await Refused(() => PutAsync(store, 2_000), ErrorCode.StorageUnavailable);
        await Refused(() => store.RemoveAsync(s_key, Cancellation), ErrorCode.StorageUnavailable);
        await Refused(() => store.PingAsync(Cancellation), ErrorCode.StorageUnavailable);
        await using Blob? blob = await store.OpenAsync(s_key, Cancellation);
        Assert.Equal(1_000, blob!.Length);
    }

    [Fact]
    public async Task Pictures_are_not_put_under_the_mount_point_of_a_disk_that_went_away()
    {
        using var store = new DiskBlobStore(_disk.Path);
        store.Recover();
        await _disk.UnmountAsync();

        await Refused(() => PutAsync(store, 1_000), ErrorCode.StorageUnavailable);
        Assert.Empty(Directory.GetFileSystemEntries(_disk.Path));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task PutAsync(DiskBlobStore store, int length)
    {
        await using StagedBlob staged = store.Stage();
        await staged.WriteAsync(new byte[length], Cancellation);
        await store.CommitAsync(staged, s_key, Cancellation);
    }

    private static async Task Refused(Func<Task> action, ErrorCode code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<MapleException>(action)).Code);
}
