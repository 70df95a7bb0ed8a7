using System.Diagnostics;
using System.Text;

namespace Maple.Tests.Support;

/// <summary>Runs lines as a person types them.</summary>
internal static class Bash
{
    /// <summary>For what takes a minute when the machine is quiet.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a script in a folder and returns what it printed; fails the test with what it complained about.</summary>
    public static async Task<string> RunAsync(string folder, string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        // curl would read the developer's own settings and proxies.
        start.Environment["HOME"] = start.Environment["CURL_HOME"] = folder;
        start.Environment["no_proxy"] = "*";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await process.WaitForExitAsync().WaitAsync(s_patience);
        Assert.True(process.ExitCode == 0, $"{script}\nended with {process.ExitCode}:\n{await errors}\n{output}");
        return output;
    }
}
