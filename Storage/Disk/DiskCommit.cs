using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>Gives staged files their names, durably.</summary>
internal static class DiskCommit
{
    /// <param name="staged">Used up, as far as it gets. One blob may stand there with several names.</param>
    /// <exception cref="IOException">Some may have their names.</exception>
    public static void Run(
        SafeFileHandle root, SafeFileHandle staging, DurableFolders folders, ReadOnlySpan<(DiskStagedBlob Blob, string Folder, string Name)> staged)
    {
        // In this order a crash at any point leaves the old blob or the whole new one (rename(2); the bytes are on the medium before it).
        Flush(staged);
        var targets = new SafeFileHandle?[staged.Length];
        try
        {
            for (int i = 0; i < staged.Length; i++)
            {
                (DiskStagedBlob blob, string folder, string name) = staged[i];
                targets[i] = folders.Open(root, folder);
                if (Contains(staged[(i + 1)..], blob))
                {
                    blob.GiveName(targets[i]!, name);
                    continue;
                }

                Posix.RenameAt(staging, blob.Name, targets[i]!, name);
                blob.UseUp();
            }

            foreach (SafeFileHandle? target in targets)
                Posix.Sync(target!);
        }
        finally
        {
            foreach (SafeFileHandle? target in targets)
                target?.Dispose();
        }
    }

    private static void Flush(ReadOnlySpan<(DiskStagedBlob Blob, string Folder, string Name)> staged)
    {
        // All are on their way before the first is waited for; the journal's commit that this costs has then done most for the others.
        if (staged.Length > 1)
        {
            foreach ((DiskStagedBlob blob, _, _) in staged)
                blob.StartWriting();
        }

        for (int i = 0; i < staged.Length; i++)
        {
            if (!Contains(staged[..i], staged[i].Blob))
                staged[i].Blob.Sync();
        }
    }

    private static bool Contains(ReadOnlySpan<(DiskStagedBlob Blob, string Folder, string Name)> staged, DiskStagedBlob blob)
    {
        foreach ((DiskStagedBlob other, _, _) in staged)
        {
            if (other == blob)
                return true;
        }

        return false;
    }
}
