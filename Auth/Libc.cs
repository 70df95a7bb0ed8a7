using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Auth;

/// <summary>Two things about files that .NET can't do: a name that overwrites nothing, and fsync of a folder.</summary>
internal static partial class Libc
{
    // O_RDONLY | O_CLOEXEC, the same on all Linux architectures.
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>
    /// Gives a file a second name. (File.Move without overwriting looks first and then renames, as strace shows for .NET 10: what
    /// appears in between is overwritten.)
    /// </summary>
    /// <exception cref="IOException">Also when something has that name already.</exception>
    public static void Link(string existing, string path)
    {
        if (link(existing, path) != 0)
            throw Error("link");
    }

    /// <summary>Makes a folder's entries durable, which fsync of the files in it doesn't.</summary>
    public static void SyncFolder(string folder)
    {
        using SafeFileHandle handle = open(folder, ReadOnlyCloseOnExec);
        if (handle.IsInvalid || fsync(handle) != 0)
            throw Error("fsync");
    }

    private static IOException Error(string call) => new($"{call}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
