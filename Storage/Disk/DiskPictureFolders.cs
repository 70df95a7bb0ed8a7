using Maple.Storage.Maintenance;

namespace Maple.Storage.Disk;

internal sealed class DiskPictureFolders(DiskBlobStore store) : IPictureFolders
{
    private const string LostAndFound = "lost+found";

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
        File.Delete(PathOf(temporary.Path));
        return true;
    });

    public void MoveToLostAndFound(StoredFile file, string note) => Guard(() =>
    {
        string target = PathOf($"{LostAndFound}/{file.Path}");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!, DiskModes.Private.Folder);
        try
        {
            File.Move(PathOf(file.Path), target, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        using var text = new StreamWriter(new FileStream(
            target + ".txt", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = DiskModes.Private.File }));
        text.Write(note);
        return true;
    });

    private IEnumerable<StoredFile> FilesIn(string folder)
    {
        var info = new DirectoryInfo(PathOf(folder));
        if (!info.Exists)
            yield break;
        foreach (FileInfo file in info.EnumerateFiles("*", s_all))
        {
            // One that went since it was listed has no length any more.
            if (file.Exists)
                yield return new StoredFile(Path.GetRelativePath(store.UploadPath, file.FullName), file.Length, file.LastWriteTimeUtc);
        }
    }

    private string PathOf(string relative) => Path.Combine(store.UploadPath, relative);

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
