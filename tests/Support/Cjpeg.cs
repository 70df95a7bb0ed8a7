using System.Diagnostics;
using System.Text;

namespace Maple.Tests.Support;

/// <summary>Debian's cjpeg: the encoder that most JPEGs of the world come from, with all of its settings.</summary>
internal static class Cjpeg
{
    private const string Program = "/usr/bin/cjpeg";

    /// <param name="pixels">Four bytes each, red first.</param>
    /// <param name="settings">As on its command line.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, params string[] settings)
    {
        if (!File.Exists(Program))
            throw new InvalidOperationException($"{Program} is missing: apt-get install libjpeg-turbo-progs");
        using Process process = Process.Start(new ProcessStartInfo(Program, settings)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var bytes = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(bytes);
        byte[] samples = new byte[3 * width * height];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = pixels[4 * (i / 3) + i % 3];
        Stream input = process.StandardInput.BaseStream;
        input.Write(Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n"));
        input.Write(samples);
        input.Close();
        reading.Wait();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return bytes.ToArray();
    }
}
