using System.Globalization;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>What the kernel says of a daemon's memory (proc_pid_status(5)), in bytes.</summary>
internal static class Memory
{
    public static long Resident(Daemon daemon) => Read(daemon, "VmRSS:");

    /// <summary>The most that was resident since <see cref="ForgetPeak"/>: the kernel misses nothing between two samples of ours.</summary>
    public static long Peak(Daemon daemon) => Read(daemon, "VmHWM:");

    /// <summary>proc_pid_clear_refs(5): 5 sets VmHWM to what is resident now.</summary>
    public static void ForgetPeak(Daemon daemon) => File.WriteAllText($"/proc/{daemon.ProcessId}/clear_refs", "5");

    private static long Read(Daemon daemon, string name)
    {
        string line = File.ReadLines($"/proc/{daemon.ProcessId}/status").Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
    }
}
