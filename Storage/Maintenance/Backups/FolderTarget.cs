using System.Globalization;
using Maple.Unix;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// A folder of snapshots, <c>20261123T010203.456Z</c> and so on, each a whole backup by itself. What the one before has already is a hard link to it,
/// so a snapshot costs what is new. Files are never links to the store's own: a byte that goes wrong there must not go wrong here.
/// </summary>
/// <remarks>
/// A snapshot is made under <c>.unfinished</c> and gets its name when every byte of it is on the medium. Files are flushed with one call for
/// all (syncfs), since one for each would take hours for a million.
/// </remarks>
internal sealed class FolderTarget : IBackupTarget
{
    public const string Latest = "latest";
    private const string NameFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    private const string UnfinishedName = ".unfinished", RemovingPrefix = ".removing-", LockName = ".lock";

    // Reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    private readonly string _folder;
    private readonly int? _keep;
    private readonly string _name;
    private readonly FileStream _lock;
    private readonly FileStream _manifest;
    private readonly string? _previousFolder;
    private readonly Manifest? _previous;
    private readonly HashSet<string> _made = [];

    /// <param name="keep">How many finished snapshots there are to be at the end; null for all.</param>
    /// <exception cref="Errors.MapleException"><c>storage_unavailable</c>: another backup goes there.</exception>
    public FolderTarget(string folder, DateTimeOffset now, int? keep)
    {
        _folder = folder;
        _keep = keep;
        _name = now.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
        OwnFolders.Make(folder);
        _lock = TakeLock(Path.Combine(folder, LockName), folder);
        try
        {
            foreach (string left in Directory.EnumerateDirectories(folder, RemovingPrefix + "*").Append(Unfinished).Where(Directory.Exists))
                Directory.Delete(left, recursive: true);
            _previousFolder = Newest(folder);
            _previous = _previousFolder is null ? null : TryRead(_previousFolder);
            OwnFolders.Make(Unfinished);
            _manifest = Create(BackupPath.Manifest);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public string Name => _folder;

    public Stream Manifest => _manifest;

    private string Unfinished => Path.Combine(_folder, UnfinishedName);

    /// <summary>The finished ones, oldest first.</summary>
    public static IReadOnlyList<string> Snapshots(string folder) =>
    [
        .. Directory.EnumerateDirectories(folder)
            .Where(path => IsName(Path.GetFileName(path)) && File.Exists(Path.Combine(path, BackupPath.Manifest)))
            .Order(StringComparer.Ordinal),
    ];

    public static string? Newest(string folder) => Snapshots(folder) is [.., var newest] ? newest : null;

    public BackupFile? TryKeep(string path, Func<BackupFile, bool> isSame)
    {
        if (_previous is null || !_previous.Files.TryGetValue(path, out BackupFile? known) || !isSame(known))
            return null;
        string there = Path.Combine(_previousFolder!, path), here = PathOf(path);
        try
        {
            if (new FileInfo(there).Length != known.Size)
                return null;
            Posix.Link(there, here);
            return known;
        }
        catch (IOException)
        {
            // Gone, or too many links, or a file system without any: then it is copied.
            return null;
        }
    }

    public async Task<string> AddAsync(string path, Stream content, DateTimeOffset modified)
    {
        try
        {
            await using FileStream file = Create(path);
            using var hashing = new HashingStream(content);
            await hashing.CopyToAsync(file, BufferSize);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, modified.UtcDateTime);
            return hashing.Sha256;
        }
        catch (Errors.MapleException)
        {
            File.Delete(PathOf(path));
            throw;
        }
    }

    public Task<string> FinishAsync() => Task.Run(() =>
    {
        _manifest.Dispose();
        Posix.SyncFileSystem(Unfinished);
        string finished = Path.Combine(_folder, _name);
        Directory.Move(Unfinished, finished);
        Posix.SyncFolder(_folder);
        PointLatest();
        if (_keep is { } keep)
            RemoveAllBut(keep);
        return finished;
    });

    public ValueTask DisposeAsync()
    {
        _manifest.Dispose();
        _lock.Dispose();
        return default;
    }

    private static FileStream TakeLock(string path, string folder)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnFolders.FileMode,
                BufferSize = 0,
            });
        }
        catch (IOException e) when (e.HResult == Errno.EAGAIN)
        {
            throw BackupError.Busy(folder);
        }
    }

    private static bool IsName(string name) => DateTime.TryParseExact(
        name, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static Manifest? TryRead(string snapshot)
    {
        try
        {
            using FileStream file = File.OpenRead(Path.Combine(snapshot, BackupPath.Manifest));
            return Backups.Manifest.Read(file);
        }
        catch (Exception e) when (e is Errors.MapleException or IOException)
        {
            // Somebody has been at it: nothing is taken from it.
            return null;
        }
    }

    private FileStream Create(string path) => new(PathOf(path), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = OwnFolders.FileMode,
        BufferSize = path == BackupPath.Manifest ? BufferSize : 0,
    });

    /// <summary>In the unfinished snapshot, whose folder is there then.</summary>
    private string PathOf(string path)
    {
        string full = Path.Combine(Unfinished, path), folder = Path.GetDirectoryName(full)!;
        if (_made.Add(folder))
            OwnFolders.Make(folder);
        return full;
    }

    /// <summary>For people and their scripts; maple itself takes the newest name. Some file systems have no links.</summary>
    private void PointLatest()
    {
        const string unfinished = "." + Latest;
        try
        {
            File.Delete(Path.Combine(_folder, unfinished));
            File.CreateSymbolicLink(Path.Combine(_folder, unfinished), _name);
            // File.Move refuses a link to a folder.
            using Microsoft.Win32.SafeHandles.SafeFileHandle folder = Posix.Open(_folder, Posix.O_PATH | Posix.O_DIRECTORY);
            Posix.RenameAt(folder, unfinished, folder, Latest);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>One that is being removed loses its name first: what is left of it is never taken for a backup.</summary>
    private void RemoveAllBut(int keep)
    {
        foreach (string old in Snapshots(_folder).SkipLast(keep))
        {
            string removing = Path.Combine(_folder, RemovingPrefix + Path.GetFileName(old));
            Directory.Move(old, removing);
            Directory.Delete(removing, recursive: true);
        }
    }
}
