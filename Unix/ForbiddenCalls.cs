using System.Runtime.InteropServices;

namespace Maple.Unix;

/// <summary>Tries, harmlessly, what <see cref="SystemCallFilter"/> is to refuse: the proof that it does.</summary>
internal static unsafe partial class ForbiddenCalls
{
    private const int AF_UNIX = 1, SOCK_STREAM = 1;
    private const int PTRACE_TRACEME = 0;
    private const int PROT_READ_EXEC = 5, MAP_PRIVATE_ANONYMOUS = 0x22;

    /// <summary>Names of calls, and the error number that each gave; 0 when it succeeded.</summary>
    public static IReadOnlyList<(string Name, int Error)> Try() =>
    [
        ("open", ErrorOf(open("/", Posix.O_RDONLY, 0))),
        ("unlink", ErrorOf(unlink("/nonexistent"))),
        ("socket", ErrorOf(socket(AF_UNIX, SOCK_STREAM, 0))),
        ("connect", ErrorOf(connect(0, null, 0))),
        ("execve", ErrorOf(execve("/nonexistent", null, null))),
        ("kill", ErrorOf(kill(Environment.ProcessId, 0))),
        ("ptrace", ErrorOf(ptrace(PTRACE_TRACEME, 0, null, null))),
        ("memfd_create", ErrorOf(memfd_create("", 0))),
        ("executable memory", ErrorOf(mmap(null, 1, PROT_READ_EXEC, MAP_PRIVATE_ANONYMOUS, -1, 0))),
    ];

    private static int ErrorOf(nint result) => result == -1 ? Posix.LastError : 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, void* address, uint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, void* arguments, void* environment);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int id, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint ptrace(nint request, nint id, void* address, void* data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);
}
