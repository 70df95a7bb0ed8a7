using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// Whether a folder is the one with the pictures, or the empty mount point of a disk that is gone: what was written there would be hidden once
/// the disk is back, and what is missing there is not deleted. It is the one that it was at start, or one that shows that maple has used it.
/// </summary>
internal sealed class OwnRoot(string path)
{
    /// <summary>What a new file system has from its birth.</summary>
    private const string LostAndFound = "lost+found";

    private volatile Folder? _known;

    /// <summary>To be called at start: whatever is there is taken.</summary>
    public void Take(SafeFileHandle root) => _known = new(FileFacts.Of(root));

    /// <exception cref="IOException">ENODEV: something else is in its place.</exception>
    public void Check(SafeFileHandle root)
    {
        FileFacts facts = FileFacts.Of(root);
        if (_known is not { } known || known.Facts.IsSameFileAs(facts))
            return;
        if (!IsUsed(path))
            throw new IOException($"{path} is empty and not the folder that it was at start", Errno.ENODEV);
        _known = new(facts);
    }

    /// <summary>Users' folders or the staging folder; a cache, which is made on demand, says nothing.</summary>
    public static bool IsUsed(string path) => Directory.Exists(path) && Directory.EnumerateDirectories(path).Select(Path.GetFileName)
        .Any(name => name == DiskBlobStore.StagingFolder || (name![0] != '.' && name != LostAndFound));

    private sealed record Folder(FileFacts Facts);
}
