using System.Diagnostics;
using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Disk;

namespace Maple.Tests.Storage.Disk;

/// <summary>On a real file system of 1 MB; making one takes root, as a container's test run has it.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly BlobKey s_key = BlobKey.Of("bob", BlobKey.Photo, "2026/11/1-a", "png");

    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["disk"]);
        _isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "none", _folder["disk"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
            await RunAsync("umount", "--lazy", _folder["disk"]);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_a_clear_error_leaves_nothing_and_works_again_when_there_is_room()
    {
        Assert.SkipUnless(_isMounted, "mounting a small tmpfs is not permitted here");
        using var store = new DiskBlobStore(_folder["disk/images"]);
        store.Recover();
        await File.WriteAllBytesAsync(_folder["disk/filler"], new byte[900_000], Cancellation);

        await Refused(() => PutAsync(store, 300_000), ErrorCode.StorageFull);
        Assert.Empty(Directory.GetFiles(_folder["disk/images"], "*", SearchOption.AllDirectories));

        File.Delete(_folder["disk/filler"]);
        await PutAsync(store, 300_000);
        await using Blob? blob = await store.OpenAsync(s_key, Cancellation);
        Assert.Equal(300_000, blob!.Length);
    }

    [Fact]
    public async Task A_disk_that_became_read_only_still_serves_and_refuses_clearly()
    {
        Assert.SkipUnless(_isMounted, "mounting a small tmpfs is not permitted here");
        using var store = new DiskBlobStore(_folder["disk/images"]);
        store.Recover();
        await PutAsync(store, 1_000);
        Assert.True(await RunAsync("mount", "-o", "remount,ro", _folder["disk"]));

        await Refused(() => PutAsync(store, 2_000), ErrorCode.StorageUnavailable);
        await Refused(() => store.RemoveAsync(s_key, Cancellation), ErrorCode.StorageUnavailable);
        await Refused(() => store.PingAsync(Cancellation), ErrorCode.StorageUnavailable);
        await using Blob? blob = await store.OpenAsync(s_key, Cancellation);
        Assert.Equal(1_000, blob!.Length);
    }

    [Fact]
    public async Task Pictures_are_not_put_under_the_mount_point_of_a_disk_that_went_away()
    {
        Assert.SkipUnless(_isMounted, "mounting a small tmpfs is not permitted here");
        using var store = new DiskBlobStore(_folder["disk"]);
        store.Recover();
        await RunAsync("umount", _folder["disk"]);
        _isMounted = false;

        await Refused(() => PutAsync(store, 1_000), ErrorCode.StorageUnavailable);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["disk"]));
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

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }
}
