using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>
/// One end of a pair of connected sockets over which bytes and one open descriptor can be sent to another process (unix(7), SCM_RIGHTS), which .NET's
/// sockets can't do. For one thread at a time.
/// </summary>
internal sealed unsafe partial class DescriptorSocket(SafeFileHandle handle) : IDisposable
{
    // The same on x64 and arm64: bits/socket.h, poll.h
    private const int AF_UNIX = 1, SOCK_STREAM = 1, SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1, SCM_RIGHTS = 1;
    private const int MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000;
    private const short POLLIN = 1;

    public SafeFileHandle Handle => handle;

    public static (DescriptorSocket Ours, DescriptorSocket Theirs) Pair()
    {
        int* ends = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw Posix.Error("socketpair");
        return (new(new(ends[0], ownsHandle: true)), new(new(ends[1], ownsHandle: true)));
    }

    /// <exception cref="IOException">The other end is closed.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint sent;
            fixed (byte* start = bytes)
                sent = send(handle, start, (nuint)bytes.Length, MSG_NOSIGNAL);
            if (sent >= 0)
                bytes = bytes[(int)sent..];
            else if (Posix.LastError != Errno.EINTR)
                throw Posix.Error("send");
        }
    }

    /// <summary>Sends a few bytes, as many as surely go at once, and with them an open file.</summary>
    /// <exception cref="IOException">The other end is closed.</exception>
    public void Send(ReadOnlySpan<byte> bytes, SafeFileHandle descriptor)
    {
        bool held = false;
        descriptor.DangerousAddRef(ref held);
        try
        {
            fixed (byte* start = bytes)
            {
                var vector = new Vector { Start = start, Length = (nuint)bytes.Length };
                var rights = new Rights { Length = Rights.Size, Level = SOL_SOCKET, Type = SCM_RIGHTS, Descriptor = (int)descriptor.DangerousGetHandle() };
                var message = new Message { Vectors = &vector, VectorCount = 1, Control = &rights, ControlLength = (nuint)sizeof(Rights) };
                nint sent;
                while ((sent = sendmsg(handle, &message, MSG_NOSIGNAL)) < 0)
                {
                    if (Posix.LastError != Errno.EINTR)
                        throw Posix.Error("sendmsg");
                }

                Send(bytes[(int)sent..]);
            }
        }
        finally
        {
            if (held)
                descriptor.DangerousRelease();
        }
    }

    /// <summary>Fills the buffer. False when the other end was closed before.</summary>
    /// <exception cref="TimeoutException">Not all has come by then.</exception>
    public bool Receive(Span<byte> buffer, Deadline deadline)
    {
        while (buffer.Length > 0)
        {
            Wait(deadline);
            nint count;
            fixed (byte* start = buffer)
                count = recv(handle, start, (nuint)buffer.Length, 0);
            if (count > 0)
                buffer = buffer[(int)count..];
            else if (count == 0 || Posix.LastError == Errno.ECONNRESET)
                return false;
            else if (Posix.LastError != Errno.EINTR)
                throw Posix.Error("recv");
        }

        return true;
    }

    /// <summary>Fills the buffer, however long it takes, and takes the open file that was sent with it. Null when the other end was closed.</summary>
    public SafeFileHandle? ReceiveWithDescriptor(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            Rights rights = default;
            var vector = new Vector { Start = start, Length = (nuint)buffer.Length };
            var message = new Message { Vectors = &vector, VectorCount = 1, Control = &rights, ControlLength = (nuint)sizeof(Rights) };
            nint count;
            while ((count = recvmsg(handle, &message, MSG_CMSG_CLOEXEC)) < 0)
            {
                if (Posix.LastError != Errno.EINTR)
                    throw Posix.Error("recvmsg");
            }

            if (count == 0)
                return null;
            if (message.ControlLength < Rights.Size || rights.Level != SOL_SOCKET || rights.Type != SCM_RIGHTS)
                throw new IOException("no descriptor came with the message");
            var descriptor = new SafeFileHandle(rights.Descriptor, ownsHandle: true);
            if (Receive(buffer[(int)count..], Deadline.Never))
                return descriptor;
            descriptor.Dispose();
            return null;
        }
    }

    public void Dispose() => handle.Dispose();

    private void Wait(Deadline deadline)
    {
        if (deadline.IsNever)
            return;
        var asked = new Poll { Events = POLLIN };
        bool held = false;
        handle.DangerousAddRef(ref held);
        try
        {
            asked.Descriptor = (int)handle.DangerousGetHandle();
            int ready;
            while ((ready = poll(&asked, 1, deadline.Milliseconds)) < 0)
            {
                if (Posix.LastError != Errno.EINTR)
                    throw Posix.Error("poll");
            }

            if (ready == 0)
                throw new TimeoutException();
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeFileHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeFileHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(SafeFileHandle socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(SafeFileHandle socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(Poll* asked, nuint count, int milliseconds);

    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    // struct iovec
    private struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    // struct msghdr
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    // struct cmsghdr with one descriptor behind it, padded as CMSG_SPACE does
    private struct Rights
    {
        public const nuint Size = 20;

        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }
}
