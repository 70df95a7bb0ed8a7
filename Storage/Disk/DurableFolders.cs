using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// Opens folders beneath the root, making those that are missing, so that their names survive a power loss. A folder that another thread or an
/// earlier process has just made may not be on the medium yet; so the first use of each folder in this process flushes all that lead to it.
/// </summary>
/// <param name="modes">Of folders that are made or, as this is where they are used first, were made with others.</param>
internal sealed class DurableFolders(DiskModes modes)
{
    // Folders are USER/KIND/YYYY/MM: 36 a year for each user. Forgetting them costs four fsyncs each, once.
    private const int Remembered = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _durable = [];

    /// <exception cref="IOException">It can't be opened or made, or something that is no folder stands in its way.</exception>
    public SafeFileHandle Open(SafeFileHandle root, string path)
    {
        lock (_lock)
        {
            if (!_durable.Contains(path))
                return Make(root, path);
        }

        SafeFileHandle folder = Beneath.TryOpen(root, path, Posix.O_DIRECTORY);
        if (!folder.IsInvalid)
            return folder;
        if (Posix.LastError != Errno.ENOENT)
            throw Posix.Error("open");
        lock (_lock)
            return Make(root, path);
    }

    private SafeFileHandle Make(SafeFileHandle root, string path)
    {
        SafeFileHandle parent = Posix.OpenAt(root, ".", Posix.O_DIRECTORY);
        foreach (string name in path.Split('/'))
        {
            using (SafeFileHandle above = parent)
            {
                Posix.MakeFolderAt(above, name, modes.Folder);
                Posix.Sync(above);
                parent = Posix.OpenAt(above, name, Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
                modes.Ensure(parent, modes.Folder);
            }
        }

        if (_durable.Count >= Remembered)
            _durable.Clear();
        _durable.Add(path);
        return parent;
    }
}
