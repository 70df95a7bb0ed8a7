using System.Runtime.InteropServices;

namespace Maple.Unix;

/// <summary>What a process gives up for good, so that whoever takes it over has little to take.</summary>
internal static partial class Confinement
{
    // linux/prctl.h, sys/resource.h, signal.h
    private const int PR_SET_PDEATHSIG = 1, PR_SET_NO_NEW_PRIVS = 38;
    private const int RLIMIT_FSIZE = 1, RLIMIT_CORE = 4, RLIMIT_NPROC = 6, RLIMIT_NOFILE = 7;
    private const int SIGHUP = 1, SIGINT = 2, SIGKILL = 9, SIGTERM = 15;
    private const nint SIG_IGN = 1;

    /// <summary>The calling thread, and what it starts from now on, can gain no rights by executing a file.</summary>
    public static bool TryForbidNewPrivileges() => prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;

    /// <summary>The process dies with the thread that started it, and by nothing milder: those signals are for the one who started it.</summary>
    public static void DieWithParent()
    {
        _ = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        foreach (int number in (ReadOnlySpan<int>)[SIGHUP, SIGINT, SIGTERM])
            _ = signal(number, SIG_IGN);
    }

    /// <summary>Writes no file and leaves no core, which would hold somebody's picture.</summary>
    public static void ForbidFiles()
    {
        Limit(RLIMIT_FSIZE, 0);
        Limit(RLIMIT_CORE, 0);
    }

    /// <summary>Starts no process or thread any more, and has few descriptors.</summary>
    public static void ForbidGrowth(int descriptors)
    {
        Limit(RLIMIT_NPROC, 0);
        Limit(RLIMIT_NOFILE, descriptors);
    }

    private static void Limit(int resource, int value)
    {
        var limit = new ResourceLimit { Soft = (nuint)value, Hard = (nuint)value };
        _ = setrlimit(resource, in limit);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
