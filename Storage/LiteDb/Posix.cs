using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.LiteDb;

/// <summary>The system calls that .NET has no name for.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    /// <summary>
    /// fdatasync(2): contents and length, not the times. On a preallocated file that spares the journal's commit that fsync costs.
    /// </summary>
    public static void SyncData(SafeFileHandle file)
    {
        while (FDataSync(file) != 0)
            ThrowUnlessInterrupted("fdatasync");
    }

    /// <summary>Makes the names inside a folder durable.</summary>
    public static void SyncFolder(string path)
    {
        using SafeFileHandle folder = OpenUnlocked(path);
        while (FSync(folder) != 0)
            ThrowUnlessInterrupted("fsync");
    }

    /// <summary>Opens for reading without the advisory lock that .NET takes on every open file.</summary>
    public static SafeFileHandle OpenUnlocked(string path)
    {
        int descriptor;
        while ((descriptor = Open(path, ReadOnly | CloseOnExec)) < 0)
            ThrowUnlessInterrupted("open");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
            throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
