using System.Text;
using Maple.Storage.Maintenance;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>Looks at folders and moves files by way of descriptors: a symbolic link that somebody put in their place leads nowhere.</summary>
internal sealed class DiskPictureFolders(DiskBlobStore store) : IPictureFolders
{
    private const string LostAndFound = "lost+found";

    private readonly DurableFolders _lostAndFound = new(DiskModes.Private);

    private static readonly EnumerationOptions s_all = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    public IReadOnlyList<string> Users() => Guard(() => new DirectoryInfo(store.UploadPath).EnumerateDirectories()
        .Where(folder => folder.Name[0] != '.' && folder.Name != LostAndFound && folder.LinkTarget is null)
        .Select(folder => folder.Name)
        .Order(StringComparer.Ordinal)
        .ToList());

    public IEnumerable<StoredFile> Files(string user) =>
        ((string[])[BlobKey.Photo, BlobKey.Thumb, BlobKey.Show]).SelectMany(kind => FilesIn($"{user}/{kind}"));

    public IEnumerable<StoredFile> Temporary() =>
        FilesIn(DiskBlobStore.StagingFolder).Where(file => Path.GetFileName(file.Path) is var name && !DiskInFlight.IsItsOwn(name) && !KeptBlobs.IsKept(name));

    public void Remove(StoredFile temporary) => Guard(() =>
    {
        using SafeFileHandle folder = FolderOf(temporary.Path);
        return !folder.IsInvalid && Posix.UnlinkAt(folder, Path.GetFileName(temporary.Path));
    });

    public void MoveToLostAndFound(StoredFile file, string note) => Guard(() =>
    {
        using SafeFileHandle folder = FolderOf(file.Path);
        if (folder.IsInvalid || !Has(folder, Path.GetFileName(file.Path)))
            return false;
        using SafeFileHandle root = store.OpenOwnRoot();
        using SafeFileHandle target = _lostAndFound.Open(root, $"{LostAndFound}/{Path.GetDirectoryName(file.Path)}");
        string name = FreeName(target, Path.GetFileName(file.Path));
        Posix.RenameAt(folder, Path.GetFileName(file.Path), target, name);
        using SafeFileHandle text = Posix.CreateAt(target, $"{name}.txt", DiskModes.Private.File);
        Posix.Write(text, Encoding.UTF8.GetBytes(note), 0);
        return true;
    });

    /// <summary>What was found before under the same name stays.</summary>
    private static string FreeName(SafeFileHandle folder, string name)
    {
        string free = name;
        for (int i = 2; Has(folder, free) || Has(folder, $"{free}.txt"); i++)
            free = $"{name}.{i}";
        return free;
    }

    private static bool Has(SafeFileHandle folder, string name)
    {
        using SafeFileHandle file = Posix.TryOpenAt(folder, name, Posix.O_PATH | Posix.O_NOFOLLOW);
        return !file.IsInvalid;
    }

    /// <summary>Invalid when it is not there, or not beneath the root.</summary>
    private SafeFileHandle Folder(string path)
    {
        using SafeFileHandle root = store.OpenOwnRoot();
        return Beneath.TryOpen(root, path, Posix.O_PATH | Posix.O_DIRECTORY);
    }

    private SafeFileHandle FolderOf(string file) => Folder(Path.GetDirectoryName(file)!);

    private IEnumerable<StoredFile> FilesIn(string folder)
    {
        using SafeFileHandle top = Folder(folder);
        if (top.IsInvalid)
            yield break;
        string path = $"/proc/self/fd/{top.DangerousGetHandle()}";
        foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles("*", s_all))
        {
            // One that went since it was listed has no length any more.
            if (file.Exists)
                yield return new StoredFile($"{folder}/{Path.GetRelativePath(path, file.FullName)}", file.Length, file.LastWriteTimeUtc);
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
