using System.Diagnostics;

namespace Maple.Tests.Support;

/// <summary>Debian's python, where its packages are.</summary>
internal static class Python
{
    /// <summary>For what takes a minute when the machine is quiet.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a script in a folder and returns what it printed; fails the test with what it complained about.</summary>
    public static async Task<string> RunAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await process.WaitForExitAsync().WaitAsync(s_patience);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
