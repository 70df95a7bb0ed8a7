using System.Diagnostics;

namespace Maple.Tests.Support;

/// <summary>Kills at a moment that no clock decides.</summary>
internal static class Kill
{
    /// <summary>Runs a program until one of its threads has made so many calls of these kinds, and kills it at the last of them.</summary>
    /// <param name="calls">Names of system calls, with commas.</param>
    /// <param name="path">Only calls that concern this file; null: all.</param>
    public static async Task AtAsync(ProcessStartInfo start, string calls, int count = 1, string? path = null)
    {
        string[] strace = ["-f", "-qq", "-o", "/dev/null", .. path is null ? [] : (string[])["-P", path],
            "-e", $"trace={calls}", "-e", $"inject={calls}:signal=KILL:when={count}", start.FileName];
        start.FileName = "strace";
        for (int i = 0; i < strace.Length; i++)
            start.ArgumentList.Insert(i, strace[i]);
        using Process killed = Process.Start(start)!;
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, killed.ExitCode);
    }
}
