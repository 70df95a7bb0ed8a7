using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// What is removed while somebody copies the files of a snapshot: its name is gone at once, so that nobody is served it, and its bytes lie in
/// the staging folder until the last copier is done. What a crash leaves of them, the next start removes with everything else there.
/// </summary>
internal sealed class KeptBlobs
{
    private const string Prefix = "kept.";

    private readonly Lock _lock = new();
    private int _holds;

    public static bool IsKept(string file) => file.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>At most 251 bytes: 192 of a user's name, 59 of the rest.</summary>
    public static string NameOf(BlobKey key) => Prefix + key.Value.Replace('/', ':');

    public void Hold()
    {
        lock (_lock)
            _holds++;
    }

    /// <param name="openStaging">The staging folder, open.</param>
    public void Release(Func<SafeFileHandle> openStaging, string stagingPath)
    {
        // Removals wait for this: one that comes in between would lose its file to the next copier.
        lock (_lock)
        {
            if (--_holds > 0 || !Directory.Exists(stagingPath))
                return;
            using SafeFileHandle staging = openStaging();
            foreach (string file in Directory.EnumerateFiles(stagingPath, Prefix + "*"))
                Posix.UnlinkAt(staging, Path.GetFileName(file));
        }
    }

    /// <summary>Removes a name, and the bytes unless somebody needs them. False when there is none.</summary>
    public bool Remove(SafeFileHandle folder, string name, BlobKey key, Func<SafeFileHandle> openStaging)
    {
        lock (_lock)
        {
            if (_holds > 0 && TryKeep())
                return true;
        }

        return Posix.UnlinkAt(folder, name);

        bool TryKeep()
        {
            try
            {
                using SafeFileHandle staging = openStaging();
                Posix.RenameAt(folder, name, staging, NameOf(key));
                return true;
            }
            catch (IOException)
            {
                // It isn't there; or the disk is full, and then removing is the way out: the backup says what it misses.
                return false;
            }
        }
    }
}
