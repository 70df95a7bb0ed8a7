using System.Globalization;
using Maple.Errors;
using Maple.Unix;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// A store that is being put together beside the one that is there, and then takes its place: the old one is moved aside, never deleted.
/// Everything is staged on the file system where it is going to be, so that the change is renames alone. A note says that they have begun and
/// not ended: with it, nobody opens the store.
/// </summary>
/// <param name="databaseFiles">What the database is made of, the data file first. A log left from the old one would be read as the new one's.</param>
internal sealed class StagedStore(StorageOptions options, IReadOnlyList<string> databaseFiles, TimeProvider time)
{
    private const string StagedName = ".restore", AsidePrefix = ".before-restore-", StagedSuffix = ".restore";

    private readonly HashSet<string> _made = [];

    public string Database => options.DatabaseFile + StagedSuffix;

    /// <summary>True when nothing would have to be moved aside.</summary>
    public bool IsEmpty => !databaseFiles.Any(File.Exists) && !Users().Any();

    private string Secret => SecretFile + StagedSuffix;

    private string SecretFile => Path.Combine(options.RootFolder, BackupPath.Secret);

    private string Pictures => Path.Combine(options.UploadFolder, StagedName);

    /// <exception cref="MapleException"><c>store_damaged</c>: a restore was cut off while the new store took the old one's place.</exception>
    public static void ThrowIfCutOff(StorageOptions options)
    {
        if (File.Exists(NoteOf(options)))
        {
            throw new MapleException(
                ErrorCode.StoreDamaged,
                "A restore was cut off in its last step. Run the same 'maple restore' again, with --force; what was there before is kept.",
                "上一次恢复在最后一步中断。请加上 --force 重新运行同一条 maple restore 命令；原有数据仍然保留。");
        }
    }

    public void MakeFolders()
    {
        OwnFolders.Make(options.RootFolder);
        OwnFolders.Make(options.UploadFolder);
        OwnFolders.Make(Path.GetDirectoryName(options.DatabaseFile)!);
    }

    /// <summary>Removes what a restore that was cut off had staged.</summary>
    public void Clear()
    {
        _made.Clear();
        if (Directory.Exists(Pictures))
            Directory.Delete(Pictures, recursive: true);
        File.Delete(Database);
        File.Delete(Secret);
    }

    /// <summary>Where a file of a backup is staged; null for one that has no place in a store.</summary>
    public string? PathOf(string path)
    {
        if (path == BackupPath.Database)
            return Database;
        if (path == BackupPath.Secret)
            return Secret;
        if (!path.StartsWith(BackupPath.Images, StringComparison.Ordinal))
            return null;
        string full = Path.Combine(Pictures, path[BackupPath.Images.Length..]), folder = Path.GetDirectoryName(full)!;
        if (_made.Add(folder))
            OwnFolders.Make(folder);
        return full;
    }

    /// <summary>Makes what is staged the store. Returns where the old one is now; nothing where there was none.</summary>
    public IReadOnlyList<string> TakePlace()
    {
        string[] folders = [options.UploadFolder, Path.GetDirectoryName(options.DatabaseFile)!, options.RootFolder];
        foreach (string folder in folders)
            Posix.SyncFileSystem(folder);
        File.WriteAllBytes(NoteOf(options), []);
        Posix.SyncFolder(Path.GetDirectoryName(options.DatabaseFile)!);

        string suffix = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = new List<string>();
        foreach (string file in databaseFiles)
            MoveAside(file, databaseFiles[0] + $".old-{suffix}" + file[databaseFiles[0].Length..], aside);
        if (File.Exists(Secret))
        {
            if (File.Exists(SecretFile) && !File.ReadAllBytes(SecretFile).AsSpan().SequenceEqual(File.ReadAllBytes(Secret)))
                MoveAside(SecretFile, $"{SecretFile}.old-{suffix}", aside);
            File.Move(Secret, SecretFile, overwrite: true);
        }

        ExchangePictures(Path.Combine(options.UploadFolder, AsidePrefix + suffix), aside);
        File.Move(Database, options.DatabaseFile);
        foreach (string folder in folders)
            Posix.SyncFolder(folder);
        File.Delete(NoteOf(options));
        Posix.SyncFolder(folders[1]);
        return aside;
    }

    private static string NoteOf(StorageOptions options) => options.DatabaseFile + ".restoring";

    /// <summary>Folder by folder, since the upload folder itself may be a mount point, which nobody can rename.</summary>
    private void ExchangePictures(string target, List<string> aside)
    {
        string[] old = [.. Folders().Where(name => name != StagedName && !name.StartsWith(AsidePrefix, StringComparison.Ordinal))];
        if (old.Length > 0)
        {
            OwnFolders.Make(target);
            aside.Add(target);
        }

        foreach (string name in old)
            Directory.Move(Path.Combine(options.UploadFolder, name), Path.Combine(target, name));
        if (!Directory.Exists(Pictures))
            return;
        foreach (string folder in Directory.EnumerateDirectories(Pictures).ToList())
            Directory.Move(folder, Path.Combine(options.UploadFolder, Path.GetFileName(folder)));
        Directory.Delete(Pictures);
    }

    private static void MoveAside(string from, string to, List<string> aside)
    {
        if (!File.Exists(from))
            return;
        File.Move(from, to);
        aside.Add(to);
    }

    private IEnumerable<string> Users() => Folders().Where(name => name[0] != '.');

    private IEnumerable<string> Folders() => Directory.Exists(options.UploadFolder)
        ? Directory.EnumerateDirectories(options.UploadFolder).Select(path => Path.GetFileName(path))
        : [];

    /// <summary>A new file there, its owner's alone.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = OwnFolders.FileMode,
        BufferSize = 0,
    });
}
