using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>Files that have no name and lie in memory (memfd_create(2)).</summary>
internal static partial class MemoryFile
{
    // linux/memfd.h, linux/fcntl.h
    private const uint MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2, MFD_EXEC = 0x10;
    private const int F_ADD_SEALS = 1033;
    private const int F_SEAL_SEAL = 1, F_SEAL_SHRINK = 2, F_SEAL_GROW = 4, F_SEAL_WRITE = 8;

    /// <summary>One that may hold a program; null when the kernel gives none.</summary>
    public static SafeFileHandle? TryCreateExecutable(string name)
    {
        // Kernels before 6.3 do not know MFD_EXEC and need none.
        if (memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC) is { IsInvalid: false } file)
            return file;
        return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) is { IsInvalid: false } older ? older : null;
    }

    /// <summary>Nobody who has it can change it any more.</summary>
    public static void Seal(SafeFileHandle file)
    {
        if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
            throw Posix.Error("fcntl");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);
}
