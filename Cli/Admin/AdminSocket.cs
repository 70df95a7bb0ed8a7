using System.Net.Sockets;
using System.Text;
using Maple.Storage;
using Maple.Unix;

namespace Maple.Cli.Admin;

/// <summary>
/// Where daemon and command line meet: a unix socket beside the database, which only the daemon's user (and root) may open.
/// </summary>
internal static class AdminSocket
{
    /// <summary>sockaddr_un holds 108 bytes, the last of them zero.</summary>
    private const int LongestPath = 107;

    public static string FileOf(StorageOptions storage) => storage.DatabaseFile + ".sock";

    /// <summary>Null where nobody listens.</summary>
    /// <exception cref="SocketException"><see cref="SocketError.AccessDenied"/></exception>
    public static Socket? TryConnect(string file)
    {
        var socket = Create();
        try
        {
            At(file, socket.Connect);
            return socket;
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: not SocketError.AccessDenied } or IOException)
        {
            // No file, no folder, or a file that a daemon left which was killed.
            socket.Dispose();
            return null;
        }
    }

    /// <param name="file">None of this name may be there.</param>
    public static Socket Listen(string file)
    {
        var socket = Create();
        At(file, socket.Bind);
        // Before anybody can connect; the folder need not be closed to others.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        socket.Listen();
        return socket;
    }

    private static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>A path too long for an address is reached through a descriptor of its folder.</summary>
    private static void At(string file, Action<UnixDomainSocketEndPoint> use)
    {
        if (Encoding.UTF8.GetByteCount(file) <= LongestPath)
        {
            use(new(file));
            return;
        }
        using var folder = Posix.Open(Path.GetDirectoryName(file)!, Posix.O_PATH);
        use(new($"/proc/self/fd/{folder.DangerousGetHandle()}/{Path.GetFileName(file)}"));
    }
}
