using System.Net.Sockets;
using System.Runtime.InteropServices;
using Maple.Storage;

namespace Maple.Cli.Admin;

/// <summary>
/// Where daemon and command line meet: a unix socket beside the database, which only the daemon's user (and root) may open.
/// </summary>
internal static partial class AdminSocket
{
    /// <summary>sockaddr_un holds 108 bytes, the last of them zero.</summary>
    private const int LongestPath = 107;

    public static string FileOf(StorageOptions storage) => storage.DatabaseFile + ".sock";

    /// <summary>
    /// Calls <paramref name="use"/> with an address for the file. A path too long for an address is reached through a descriptor of its folder.
    /// </summary>
    public static T At<T>(string file, Func<UnixDomainSocketEndPoint, T> use)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(file) <= LongestPath)
            return use(new UnixDomainSocketEndPoint(file));

        const int pathOnly = 0x200000; // O_PATH
        using SafeHandle folder = new DescriptorHandle(Open(Path.GetDirectoryName(file)!, pathOnly));
        return use(new UnixDomainSocketEndPoint($"/proc/self/fd/{folder.DangerousGetHandle()}/{Path.GetFileName(file)}"));
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    private sealed class DescriptorHandle : SafeHandle
    {
        public DescriptorHandle(int descriptor)
            : base(-1, ownsHandle: true) => SetHandle(descriptor);

        public override bool IsInvalid => handle < 0;

        protected override bool ReleaseHandle() => CloseDescriptor((int)handle) == 0;
    }
}
