using System.Diagnostics;
using System.Text.Json;

namespace Maple.Tests.Support;

/// <summary>Debian's exiftool, which knows metadata better than anything else: it writes what the tests begin with and reads what is left.</summary>
internal static class ExifTool
{
    private const string Program = "/usr/bin/exiftool";

    /// <summary>The picture with these tags, given as on exiftool's command line.</summary>
    public static byte[] Tag(byte[] picture, params string[] tags)
    {
        Run(["-q", "-n", .. tags, "-o", "-", "-"], picture, out byte[] tagged);
        return tagged;
    }

    /// <summary>Every tag with its group, but not what exiftool computes from others or says about the file itself.</summary>
    public static SortedDictionary<string, string> Read(byte[] picture)
    {
        Run(["-json", "-n", "-a", "-G1", "-b", "-"], picture, out byte[] output);
        using JsonDocument json = JsonDocument.Parse(output);
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty tag in json.RootElement[0].EnumerateObject())
        {
            if (tag.Name.Split(':')[0] is not ("Composite" or "System" or "ExifTool" or "SourceFile"))
                tags[tag.Name] = tag.Value.ToString();
        }

        return tags;
    }

    private static void Run(string[] arguments, byte[] input, out byte[] output)
    {
        if (!File.Exists(Program))
            throw new InvalidOperationException($"{Program} is missing: apt-get install libimage-exiftool-perl");
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var bytes = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(bytes);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.Wait();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        output = bytes.ToArray();
    }
}
