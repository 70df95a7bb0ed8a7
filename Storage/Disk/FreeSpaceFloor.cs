using Maple.Unix;

namespace Maple.Storage.Disk;

/// <summary>
/// Says that a disk is full before it is: what is left then is for the database, which needs room to record even a deletion, and deleting is
/// the way out.
/// </summary>
/// <param name="bytes">What must stay free on each disk; 0 asks nothing.</param>
/// <param name="folders">On the disks that are meant.</param>
internal sealed class FreeSpaceFloor(long bytes, params IReadOnlyList<string> folders)
{
    /// <summary>Bytes that may be written between two checks: asking takes 8 µs on a busy machine, which is nothing beside writing these.</summary>
    public const int Interval = 1 << 20;

    public static FreeSpaceFloor None { get; } = new(0);

    /// <exception cref="IOException">ENOSPC; or a folder is gone.</exception>
    public void Check()
    {
        if (bytes == 0)
            return;
        foreach (string folder in folders)
        {
            var disk = new DriveInfo(folder);
            // Some network file systems know no sizes and say 0 of 0.
            if (disk.TotalSize > 0 && disk.AvailableFreeSpace is var free && free < bytes)
                throw new IOException($"{free} bytes are free at {folder}, less than min_free = {bytes}", Errno.ENOSPC);
        }
    }
}
