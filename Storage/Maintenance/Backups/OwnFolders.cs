namespace Maple.Storage.Maintenance.Backups;

/// <summary>Folders that their owner alone can open, every one that had to be made: Directory.CreateDirectory gives its mode to the last alone.</summary>
internal static class OwnFolders
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    public static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } parent)
            Make(parent);
        Directory.CreateDirectory(path, FolderMode);
    }
}
