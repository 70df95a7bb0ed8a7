using System.Net;
using System.Runtime.InteropServices;

namespace Maple.Http.Transport;

/// <summary>
/// Sets on the listening socket what <c>HttpListener</c> offers no way to set. It binds every address of the machine when it is to answer any
/// <c>Host</c>, so a socket filter drops what is addressed to another address than the configured one: to others the port looks closed.
/// Some kernels let only root filter TCP (seen: 6.18); for loopback it then is tied to that interface. Where neither is possible, the
/// server still refuses such requests.
/// </summary>
internal static unsafe partial class ListeningSocket
{
    // <sys/socket.h>, <netinet/tcp.h>, <linux/filter.h>
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;
    private const int SoAttachFilter = 26;
    private const int SoAcceptConn = 30;
    private const int IpProtoTcp = 6;
    private const int TcpNoDelay = 1;
    private const byte AfInet = 2;

    /// <summary>Finds the descriptor that listens on the port and prepares it; accepted connections inherit both settings.</summary>
    /// <exception cref="InvalidOperationException">No such socket.</exception>
    public static void Prepare(int port, IPAddress address)
    {
        int descriptor = Find(port);
        int on = 1;
        // Without it, an answer of more than one write waits 44 ms for the client's delayed acknowledgement.
        _ = SetSockOpt(descriptor, IpProtoTcp, TcpNoDelay, &on, sizeof(int));
        if (!address.Equals(IPAddress.Any) && !AcceptOnlyFor(descriptor, address) && IPAddress.IsLoopback(address))
            BindToLoopback(descriptor);
    }

    private static int Find(int port)
    {
        byte* name = stackalloc byte[128];
        foreach (string entry in Directory.GetFiles("/proc/self/fd"))
        {
            int descriptor = int.Parse(Path.GetFileName(entry), System.Globalization.CultureInfo.InvariantCulture);
            int listening = 0, size = sizeof(int), nameSize = 128;
            if (GetSockOpt(descriptor, SolSocket, SoAcceptConn, &listening, &size) == 0 && listening != 0
                && GetSockName(descriptor, name, &nameSize) == 0
                && name[0] == AfInet && ((name[2] << 8) | name[3]) == port)
                return descriptor;
        }

        throw new InvalidOperationException($"no socket of this process listens on port {port}");
    }

    private static void BindToLoopback(int descriptor)
    {
        fixed (byte* name = "lo"u8)
            _ = SetSockOpt(descriptor, SolSocket, SoBindToDevice, name, 2);
    }

    /// <summary>False when the kernel refuses.</summary>
    private static bool AcceptOnlyFor(int descriptor, IPAddress address)
    {
        byte[] octets = address.GetAddressBytes();
        uint destination = (uint)((octets[0] << 24) | (octets[1] << 16) | (octets[2] << 8) | octets[3]);
        // Classic BPF: load the destination address of the IP header (SKF_NET_OFF + 16); accept when equal, else drop.
        FilterStep* steps = stackalloc FilterStep[4];
        steps[0] = new FilterStep { Code = 0x20, Operand = unchecked((uint)(-0x100000 + 16)) };
        steps[1] = new FilterStep { Code = 0x15, SkipIfTrue = 0, SkipIfFalse = 1, Operand = destination };
        steps[2] = new FilterStep { Code = 0x06, Operand = uint.MaxValue };
        steps[3] = new FilterStep { Code = 0x06, Operand = 0 };
        var program = new FilterProgram { Length = 4, Steps = steps };
        return SetSockOpt(descriptor, SolSocket, SoAttachFilter, &program, sizeof(FilterProgram)) == 0;
    }

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int GetSockName(int descriptor, byte* name, int* size);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetSockOpt(int descriptor, int level, int option, void* value, int* size);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetSockOpt(int descriptor, int level, int option, void* value, int size);

    private struct FilterStep
    {
        public ushort Code;
        public byte SkipIfTrue;
        public byte SkipIfFalse;
        public uint Operand;
    }

    private struct FilterProgram
    {
        public ushort Length;
        public FilterStep* Steps;
    }
}
