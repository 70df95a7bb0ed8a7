using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Auth;

/// <summary>Makes a folder's entries durable, which fsync on the files in it doesn't.</summary>
internal static partial class FolderSync
{
    // O_RDONLY | O_CLOEXEC, the same on all Linux architectures; .NET itself refuses to open a folder.
    private const int ReadOnlyCloseOnExec = 0x80000;

    public static void Run(string folder)
    {
        using var handle = new SafeFileHandle(Open(folder, ReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || FSync(handle) != 0)
            throw new IOException($"fsync of a folder: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
