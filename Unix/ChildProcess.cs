using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>
/// A child that inherits two descriptors and nothing else. (.NET's Process hands on none but its pipes.) To be disposed of by the one who started it:
/// the child is killed then, and leaves no zombie.
/// </summary>
internal sealed unsafe partial class ChildProcess(int id) : IDisposable
{
    // spawn.h
    private const short POSIX_SPAWN_SETPGROUP = 2, POSIX_SPAWN_SETSIGMASK = 8;

    // glibc's structures take 80 and 336 bytes, a set of signals 128.
    private const int ActionsSize = 256, AttributesSize = 512, SignalSetSize = 128;

    private const int SIGKILL = 9;
    private const int O_RDWR = 2;
    private const int RLIMIT_DATA = 2;

    private ChildExit? _exit;

    public int Id => id;

    /// <param name="program">An absolute path.</param>
    /// <param name="arguments">The first is the name of the program.</param>
    /// <param name="environment">All of it: <c>NAME=value</c>.</param>
    /// <param name="standardInput">Its descriptor 0; 1 and 2 are /dev/null.</param>
    /// <param name="third">Its descriptor 3.</param>
    /// <exception cref="IOException">No process is to be had.</exception>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<string> environment, SafeFileHandle standardInput, SafeFileHandle? third)
    {
        byte* actions = stackalloc byte[ActionsSize], attributes = stackalloc byte[AttributesSize], noSignals = stackalloc byte[SignalSetSize];
        new Span<byte>(noSignals, SignalSetSize).Clear();
        Check(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        Check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
        bool inputHeld = false, thirdHeld = false;
        try
        {
            standardInput.DangerousAddRef(ref inputHeld);
            third?.DangerousAddRef(ref thirdHeld);
            Check(posix_spawn_file_actions_adddup2(actions, (int)standardInput.DangerousGetHandle(), 0), "dup2");
            if (third is not null)
                Check(posix_spawn_file_actions_adddup2(actions, (int)third.DangerousGetHandle(), 3), "dup2");
            Check(posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_RDWR, 0), "open");
            Check(posix_spawn_file_actions_adddup2(actions, 1, 2), "dup2");
            Check(posix_spawn_file_actions_addclosefrom_np(actions, third is null ? 3 : 4), "closefrom");

            // A group of its own: Ctrl-C at a terminal is meant for the parent, which ends in its own time.
            Check(posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK), "posix_spawnattr_setflags");
            Check(posix_spawnattr_setsigmask(attributes, noSignals), "posix_spawnattr_setsigmask");
            Check(posix_spawn(out int id, program, actions, attributes, [.. arguments, null], [.. environment, null]), "posix_spawn");
            return new(id);
        }
        finally
        {
            if (inputHeld)
                standardInput.DangerousRelease();
            if (thirdHeld)
                third!.DangerousRelease();
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>How much memory it may have for itself from now on; where the system doesn't let us say so, nothing changes.</summary>
    public void LimitMemory(long bytes)
    {
        Limit limit = default;
        if (prlimit(id, RLIMIT_DATA, null, &limit) != 0)
            return;
        limit.Soft = Math.Min((nuint)bytes, limit.Hard);
        _ = prlimit(id, RLIMIT_DATA, &limit, null);
    }

    /// <summary>Kills it, unless it has ended already, and tells how it ended.</summary>
    public ChildExit End()
    {
        if (_exit is { } known)
            return known;
        _ = kill(id, SIGKILL);
        int result, status;
        do
            result = waitpid(id, out status, 0);
        while (result < 0 && Posix.LastError == Errno.EINTR);

        // Where SIGCHLD was ignored before this process was started, the system reaps the child and tells nothing.
        _exit = result < 0 ? ChildExit.Unknown : ChildExit.OfStatus(status);
        return _exit.Value;
    }

    public void Dispose() => End();

    // posix_spawn and its like return the error number.
    private static void Check(int errno, string call)
    {
        if (errno != 0)
            throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int id, string path, void* actions, void* attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(void* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(void* actions, int descriptor, string path, int flags, uint mode);

    // glibc 2.34
    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addclosefrom_np(void* actions, int from);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int id, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int id, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int id, int resource, Limit* limit, Limit* old);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
