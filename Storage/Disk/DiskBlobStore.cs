using System.Security.Cryptography;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// Blobs as files below one folder, under the path that their key spells. Linux only. The folder is opened anew for each call, so that one that
/// vanished (an unmounted disk) works again as soon as it is back.
/// </summary>
internal sealed class DiskBlobStore : IBlobStore, IDisposable
{
    /// <summary>On the same file system as the blobs, so that a commit is a rename. No user's folder begins with a dot.</summary>
    public const string StagingFolder = ".tmp";

    // Commits of 50 KB by 32 clients, on ext4: one thread made 120 to 160 a second, two to sixteen 340 to 380, alike within the noise.
    private const int FlushThreadCount = 4;

    private readonly string _path;
    private readonly FlushThreads _flushThreads = new(FlushThreadCount);
    private readonly DurableFolders _folders;
    private readonly OwnRoot _own;
    private readonly FreeSpaceFloor _floor;
    private readonly KeptBlobs _kept = new();

    /// <param name="uploadFolder">It may itself be a link; nothing below it is followed if it is one.</param>
    /// <param name="floor">Asked before anything is staged; null: a disk may be filled to the last byte.</param>
    /// <param name="modes">Of pictures and their folders; null for those that the daemon alone may read.</param>
    public DiskBlobStore(string uploadFolder, FreeSpaceFloor? floor = null, DiskModes? modes = null)
    {
        Modes = modes ?? DiskModes.Private;
        _folders = new DurableFolders(Modes);
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(uploadFolder));
        _own = new OwnRoot(_path);
        _floor = floor ?? FreeSpaceFloor.None;
    }

    public DiskModes Modes { get; }

    public string UploadPath => _path;

    public string StagingPath => Path.Combine(_path, StagingFolder);

    /// <summary>Makes the upload folder where there is none.</summary>
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public void MakeRoot() => Guard(() =>
    {
        MakeRoot(_path);
        if (Modes != DiskModes.Private)
            DiskModes.LetGroupEnter(_path);
        return true;
    });

    /// <summary>
    /// Makes the folder ready: to be called at start, by the one process that owns it. Returns how many unfinished files an earlier process
    /// left, now removed.
    /// </summary>
    /// <exception cref="Errors.MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public int Recover() => Guard(() =>
    {
        MakeRoot(_path);
        using SafeFileHandle root = OpenRoot();
        _own.Take(root);
        using SafeFileHandle staging = OpenStaging(root);
        int removed = 0;
        foreach (string file in Directory.EnumerateFiles(StagingPath).Select(f => Path.GetFileName(f)).Where(f => !DiskInFlight.IsNote(f)))
            removed += Posix.UnlinkAt(staging, file) ? 1 : 0;
        return removed;
    });

    public StagedBlob Stage() => Guard<StagedBlob>(() =>
    {
        using SafeFileHandle root = OpenOwnRoot();
        _floor.Check();
        SafeFileHandle staging = OpenStaging(root);
        string name = RandomNumberGenerator.GetHexString(16, lowercase: true);
        try
        {
            SafeFileHandle file = Posix.CreateAt(staging, name, Modes.File);
            Modes.Ensure(file, Modes.File);
            return new DiskStagedBlob(file, staging, name, _floor, Modes);
        }
        catch
        {
            staging.Dispose();
            throw;
        }
    });

    public Task CommitAsync(StagedBlob staged, BlobKey key, CancellationToken cancellation = default) => CommitAllAsync([(staged, key)], cancellation);

    public Task CommitAllAsync(IReadOnlyList<(StagedBlob Staged, BlobKey Key)> blobs, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var staged = new (DiskStagedBlob Blob, string Folder, string Name)[blobs.Count];
        for (int i = 0; i < staged.Length; i++)
        {
            (string folder, string name) = Split(blobs[i].Key);
            staged[i] = ((DiskStagedBlob)blobs[i].Staged, folder, name);
        }

        return _flushThreads.RunAsync(() => Guard(() => Commit(staged)));
    }

    public Task<Blob?> OpenAsync(BlobKey key, CancellationToken cancellation = default) =>
        Complete<Blob?>(() => Open(key), cancellation);

    /// <remarks>Not flushed: the note of what is in flight is, and it goes after the blob. Whatever a power loss brings back, the next start removes again.</remarks>
    public Task<bool> RemoveAsync(BlobKey key, CancellationToken cancellation = default) =>
        Complete(() => Remove(key), cancellation);

    public Task FlushRemovalAsync(BlobKey key) => _flushThreads.RunAsync(() => Guard(() =>
    {
        using SafeFileHandle root = OpenOwnRoot();
        using SafeFileHandle folder = Beneath.TryOpen(root, Split(key).Folder, Posix.O_DIRECTORY);
        if (!folder.IsInvalid)
            Posix.Sync(folder);
        else if (!Errno.IsAbsent(Posix.LastError))
            throw Posix.Error("open");
        return true;
    }));

    /// <summary>From now on until <see cref="ReleaseRemoved"/>, what is removed can still be opened with <see cref="OpenEvenRemovedAsync"/>.</summary>
    public void HoldRemoved() => _kept.Hold();

    public void ReleaseRemoved() => Guard(() =>
    {
        _kept.Release(OpenStaging, StagingPath);
        return true;
    });

    /// <summary>As <see cref="OpenAsync"/>, and what was removed since <see cref="HoldRemoved"/>, also by another process.</summary>
    public async Task<Blob?> OpenEvenRemovedAsync(BlobKey key) =>
        await OpenAsync(key) ?? Guard(() => Open($"{StagingFolder}/{KeptBlobs.NameOf(key)}"));

    public async Task PingAsync(CancellationToken cancellation = default)
    {
        await using StagedBlob probe = Stage();
        await probe.WriteAsync("maple"u8.ToArray(), cancellation);
    }

    public void Dispose() => _flushThreads.Dispose();

    private bool Commit((DiskStagedBlob Blob, string Folder, string Name)[] staged)
    {
        using SafeFileHandle root = OpenOwnRoot();
        using SafeFileHandle staging = OpenStaging(root);
        DiskCommit.Run(root, staging, _folders, staged);
        return true;
    }

    private DiskBlob? Open(BlobKey key)
    {
        Check(key);
        return Open(key.Value);
    }

    private DiskBlob? Open(string path)
    {
        using SafeFileHandle root = OpenRoot();
        // Non-blocking, or opening a pipe that someone put there would wait for ever.
        SafeFileHandle file = Beneath.TryOpen(root, path, Posix.O_RDONLY | Posix.O_NONBLOCK);
        if (file.IsInvalid)
        {
            if (!Errno.IsAbsent(Posix.LastError))
                throw Posix.Error("open");
            _own.Check(root);
            return null;
        }

        FileFacts facts = FileFacts.Of(file);
        if (facts.IsRegular)
            return new DiskBlob(file, facts.Length, facts.LastModified);
        file.Dispose();
        return null;
    }

    private bool Remove(BlobKey key)
    {
        (string folder, string name) = Split(key);
        using SafeFileHandle root = OpenOwnRoot();
        using SafeFileHandle parent = Beneath.TryOpen(root, folder, Posix.O_PATH | Posix.O_DIRECTORY);
        if (parent.IsInvalid)
            return Errno.IsAbsent(Posix.LastError) ? false : throw Posix.Error("open");
        return _kept.Remove(parent, name, key, () => OpenStaging(root));
    }

    /// <exception cref="IOException">The folder is gone, or its disk.</exception>
    public SafeFileHandle OpenStaging()
    {
        using SafeFileHandle root = OpenOwnRoot();
        return OpenStaging(root);
    }

    /// <summary>The names in the staging folder are on the medium.</summary>
    public Task FlushStagingAsync() => _flushThreads.RunAsync(() => Guard(() =>
    {
        using SafeFileHandle staging = OpenStaging();
        using SafeFileHandle flushable = Posix.OpenAt(staging, ".", Posix.O_DIRECTORY);
        Posix.Sync(flushable);
        return true;
    }));

    /// <inheritdoc cref="OpenStaging()"/>
    public SafeFileHandle OpenRoot() => Posix.Open(_path, Posix.O_PATH | Posix.O_DIRECTORY);

    /// <summary>For what writes and removes.</summary>
    /// <exception cref="IOException">It is gone, or something else is in its place.</exception>
    public SafeFileHandle OpenOwnRoot()
    {
        SafeFileHandle root = OpenRoot();
        try
        {
            _own.Check(root);
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenStaging(SafeFileHandle root)
    {
        const int Attempts = 2;
        for (int attempt = 1; ; attempt++)
        {
            SafeFileHandle staging = Posix.TryOpenAt(root, StagingFolder, Posix.O_PATH | Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
            if (!staging.IsInvalid)
                return staging;
            if (Posix.LastError != Errno.ENOENT || attempt == Attempts)
                throw Posix.Error("open");
            Posix.MakeFolderAt(root, StagingFolder, DiskModes.Private.Folder);
        }
    }

    private void MakeRoot(string path)
    {
        if (Directory.Exists(path))
            return;
        string parentPath = Path.GetDirectoryName(path)!;
        MakeRoot(parentPath);
        using SafeFileHandle parent = Posix.Open(parentPath, Posix.O_DIRECTORY);
        Posix.MakeFolderAt(parent, Path.GetFileName(path), Modes.Folder);
        using (SafeFileHandle made = Posix.OpenAt(parent, Path.GetFileName(path), Posix.O_DIRECTORY))
            Modes.Ensure(made, Modes.Folder);
        Posix.Sync(parent);
    }

    private static (string Folder, string Name) Split(BlobKey key)
    {
        Check(key);
        int slash = key.Value.LastIndexOf('/');
        return (key.Value[..slash], key.Value[(slash + 1)..]);
    }

    /// <exception cref="ArgumentException">A key that no picture can have: a caller's mistake, stopped before it is a path.</exception>
    private static void Check(BlobKey key)
    {
        if (key.Value is null || !BlobKey.TryParse(key.Value, out _))
            throw new ArgumentException("not the shape of a blob's key", nameof(key));
    }

    /// <summary>For what takes microseconds: done in the calling thread, the task is complete.</summary>
    private static Task<T> Complete<T>(Func<T> action, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        try
        {
            return Task.FromResult(Guard(action));
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }
}
