using System.Runtime.InteropServices;

namespace Maple.Unix;

/// <summary>What the system lets this process have (getrlimit(2)).</summary>
internal static partial class ResourceLimits
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>How many descriptors may be open at once, after having asked for as many as are to be had.</summary>
    public static long RaiseDescriptors()
    {
        if (getrlimit(RLIMIT_NOFILE, out Limit limit) != 0)
            throw Posix.Error("getrlimit");
        var raised = new Limit { Soft = limit.Hard, Hard = limit.Hard };
        return (long)Math.Min(long.MaxValue, setrlimit(RLIMIT_NOFILE, in raised) == 0 ? limit.Hard : limit.Soft);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in Limit limit);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
