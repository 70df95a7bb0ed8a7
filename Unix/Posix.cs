using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>
/// The libc calls that .NET has no name for: those relative to an open folder, fsync of one, fdatasync and link. A failure is an <see cref="IOException"/>
/// whose <see cref="Exception.HResult"/> is the error number, as .NET's own file calls on Linux do it.
/// </summary>
internal static partial class Posix
{
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    // The two flags whose bits differ between the architectures (asm-generic/fcntl.h, arch/arm64/include/uapi/asm/fcntl.h).
    public static readonly int O_DIRECTORY = IsArm64 ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = IsArm64 ? 0x8000 : 0x20000;

    // asm-generic/signal.h
    private const int SIGXFSZ = 25;
    private const nint SIG_IGN = 1;

    // linux/fs.h
    private const uint SYNC_FILE_RANGE_WRITE = 2;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>An absolute path; links in it are followed. The handle is invalid, and the error number in <see cref="LastError"/>, when it can't be opened.</summary>
    public static SafeFileHandle TryOpen(string path, int flags) => open(path, flags | O_CLOEXEC, 0);

    /// <inheritdoc cref="TryOpen"/>
    public static SafeFileHandle Open(string path, int flags) =>
        TryOpen(path, flags) is { IsInvalid: false } handle ? handle : throw Error("open");

    /// <summary>One name in a folder; the handle is invalid, and the error number in <see cref="LastError"/>, when it can't be opened.</summary>
    public static SafeFileHandle TryOpenAt(SafeFileHandle folder, string name, int flags) =>
        openat(folder, name, flags | O_CLOEXEC, 0);

    public static SafeFileHandle OpenAt(SafeFileHandle folder, string name, int flags) =>
        TryOpenAt(folder, name, flags) is { IsInvalid: false } handle ? handle : throw Error("open");

    /// <summary>Makes a file that isn't there yet, open for reading and writing.</summary>
    public static SafeFileHandle CreateAt(SafeFileHandle folder, string name, UnixFileMode mode) =>
        openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, (uint)mode) is { IsInvalid: false } handle
            ? handle
            : throw Error("create");

    /// <summary>Opens a file for reading and writing, making it where there is none; a link is refused.</summary>
    public static SafeFileHandle OpenOrCreateAt(SafeFileHandle folder, string name, UnixFileMode mode) =>
        openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, (uint)mode) is { IsInvalid: false } handle
            ? handle
            : throw Error("open");

    /// <summary>False when something of that name is there already.</summary>
    public static bool MakeFolderAt(SafeFileHandle parent, string name, UnixFileMode mode)
    {
        if (mkdirat(parent, name, (uint)mode) == 0)
            return true;
        return LastError == Errno.EEXIST ? false : throw Error("mkdir");
    }

    /// <summary>Replaces what has the new name; a link of that name is replaced, not followed.</summary>
    public static void RenameAt(SafeFileHandle from, string name, SafeFileHandle to, string newName) =>
        Check(renameat(from, name, to, newName), "rename");

    /// <summary>Removes a file, or a link itself. False when there is none.</summary>
    public static bool UnlinkAt(SafeFileHandle folder, string name)
    {
        if (unlinkat(folder, name, 0) == 0)
            return true;
        return Errno.IsAbsent(LastError) ? false : throw Error("unlink");
    }

    /// <summary>
    /// Gives a file a second name. (File.Move without overwriting looks first and then renames, as strace shows for .NET 10: what
    /// appears in between is overwritten.)
    /// </summary>
    /// <exception cref="IOException">Also when something has that name already.</exception>
    public static void Link(string existing, string path) => Check(link(existing, path), "link");

    /// <inheritdoc cref="Link"/>
    public static void LinkAt(SafeFileHandle folder, string existing, SafeFileHandle target, string name) =>
        Check(linkat(folder, existing, target, name, 0), "link");

    /// <summary>Returns the bytes read; 0 only at the end. (<see cref="RandomAccess"/> asks each handle first whether it can seek, a call of its own.)</summary>
    public static unsafe int Read(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        nint read;
        fixed (byte* start = bytes)
        {
            while ((read = pread(file, start, (nuint)bytes.Length, offset)) < 0)
                ThrowUnlessInterrupted("read");
        }

        return (int)read;
    }

    /// <summary>Writes all of it. What <see cref="RandomAccess"/> makes of EFBIG is no <see cref="IOException"/>.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException error) when (offset >= 0)
        {
            throw new IOException($"write: {error.Message}", Errno.EFBIG);
        }
    }

    /// <summary>
    /// A write beyond RLIMIT_FSIZE fails with EFBIG instead of ending the process (signal(7): SIGXFSZ's default action is a core dump).
    /// </summary>
    public static void IgnoreFileSizeSignal() => _ = signal(SIGXFSZ, SIG_IGN);

    /// <summary>Of a file: its bytes and size are on the medium. Of a folder: its entries are.</summary>
    public static void Sync(SafeFileHandle handle)
    {
        while (fsync(handle) != 0)
            ThrowUnlessInterrupted("fsync");
    }

    /// <summary>The kernel begins to write a file's bytes; nothing is promised. File systems that can't do that begin later.</summary>
    public static void StartWriting(SafeFileHandle file) => _ = sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);

    /// <summary>Contents and length, not the times: on a preallocated file that spares the journal's commit that fsync costs.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        while (fdatasync(file) != 0)
            ThrowUnlessInterrupted("fdatasync");
    }

    /// <summary>Makes the names inside a folder durable, which fsync of the files in it doesn't.</summary>
    public static void SyncFolder(string path)
    {
        using SafeFileHandle folder = Open(path, O_RDONLY);
        Sync(folder);
    }

    /// <summary>Everything that was written to the file system on which this file or folder lies is on the medium; one call for any number of files.</summary>
    public static void SyncFileSystem(string path)
    {
        using SafeFileHandle folder = Open(path, O_RDONLY);
        Check(syncfs(folder), "syncfs");
    }

    /// <summary>Gives a file or folder to another user and group; only root may.</summary>
    public static void GiveTo(string path, uint user, uint group)
    {
        using SafeFileHandle file = Open(path, O_RDONLY);
        Check(fchown(file, user, group), "chown");
    }

    public static int LastError => Marshal.GetLastPInvokeError();

    public static IOException Error(string call)
    {
        int errno = LastError;
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        if (LastError != Errno.EINTR)
            throw Error(call);
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw Error(call);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle openat(SafeFileHandle folder, string name, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat(SafeFileHandle from, string name, SafeFileHandle to, string newName);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(SafeFileHandle folder, string existing, SafeFileHandle target, string name, int flags);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pread(SafeFileHandle file, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc")]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long bytes, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint user, uint group);
}
