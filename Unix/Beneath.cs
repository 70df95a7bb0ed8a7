using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>
/// Opens a relative path without ever leaving the folder it starts from: no symbolic link is followed, in no component. Someone who can write
/// into the picture folder (a backup tool, a neighbour on a shared disk) must not be able to make the daemon serve <c>/etc/shadow</c>.
/// </summary>
internal static partial class Beneath
{
    // linux/openat2.h; the number is the same on every architecture since Linux 5.6.
    private const nint SYS_openat2 = 437;
    private const ulong RESOLVE_NO_SYMLINKS = 0x04;
    private const ulong RESOLVE_BENEATH = 0x08;

    private static readonly bool s_kernelHasOpenAt2 = HasOpenAt2();

    /// <summary>The handle is invalid, and the error number in <see cref="Posix.LastError"/>, when it can't be opened.</summary>
    public static SafeFileHandle TryOpen(SafeFileHandle root, string path, int flags) =>
        s_kernelHasOpenAt2 ? TryOpenInOneCall(root, path, flags) : TryOpenStepByStep(root, path, flags);

    internal static SafeFileHandle TryOpenInOneCall(SafeFileHandle root, string path, int flags)
    {
        var how = new OpenHow { Flags = (uint)(flags | Posix.O_CLOEXEC), Resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
        return syscall(SYS_openat2, root, path, in how, Marshal.SizeOf<OpenHow>());
    }

    /// <summary>For kernels before 5.6, and sandboxes that forbid the newer call.</summary>
    internal static SafeFileHandle TryOpenStepByStep(SafeFileHandle root, string path, int flags)
    {
        string[] names = path.Split('/');
        SafeFileHandle folder = root;
        try
        {
            foreach (string name in names.AsSpan(..^1))
            {
                SafeFileHandle next = Posix.TryOpenAt(folder, name, Posix.O_PATH | Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
                if (next.IsInvalid)
                    return next;
                if (folder != root)
                    folder.Dispose();
                folder = next;
            }

            return Posix.TryOpenAt(folder, names[^1], flags | Posix.O_NOFOLLOW);
        }
        finally
        {
            if (folder != root)
            {
                int errno = Posix.LastError;
                folder.Dispose();
                Marshal.SetLastPInvokeError(errno);
            }
        }
    }

    private static bool HasOpenAt2()
    {
        using SafeFileHandle root = Posix.Open("/", Posix.O_PATH | Posix.O_DIRECTORY);
        using SafeFileHandle same = TryOpenInOneCall(root, ".", Posix.O_PATH | Posix.O_DIRECTORY);
        return !same.IsInvalid;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle syscall(nint number, SafeFileHandle folder, string path, in OpenHow how, nint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
