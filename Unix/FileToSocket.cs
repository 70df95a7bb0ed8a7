using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>A file's bytes to a socket inside the kernel (sendfile(2)): they are copied once, from the page cache, and never into this process.</summary>
internal static partial class FileToSocket
{
    /// <summary>
    /// Sends as much as the socket takes at once. Of a socket that doesn't block, which those that .NET has awaited something on don't.
    /// </summary>
    /// <returns>Bytes sent; 0 when it takes none just now.</returns>
    /// <exception cref="EndOfStreamException">The file has no bytes at that offset.</exception>
    /// <exception cref="IOException">The other end is gone, or the disk.</exception>
    public static int Send(SafeSocketHandle socket, SafeFileHandle file, long offset, int count)
    {
        nint sent;
        while ((sent = sendfile(socket, file, ref offset, count)) < 0)
        {
            if (Posix.LastError == Errno.EAGAIN)
                return 0;
            if (Posix.LastError != Errno.EINTR)
                throw Posix.Error("sendfile");
        }

        return sent > 0 ? (int)sent : throw new EndOfStreamException();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendfile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nint count);
}
