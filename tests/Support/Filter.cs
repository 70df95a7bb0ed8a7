using System.Diagnostics;

namespace Maple.Tests.Support;

/// <summary>A program that reads bytes and writes others.</summary>
internal static class Filter
{
    /// <param name="package">What Debian calls what it is in.</param>
    public static byte[] Run(string program, string package, string[] arguments, params ReadOnlySpan<byte[]> input)
    {
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} is missing: apt-get install {package}");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        foreach (byte[] bytes in input)
            process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        reading.Wait();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.ToArray();
    }
}
