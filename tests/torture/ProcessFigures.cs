using System.Globalization;

namespace Maple.Tests.Torture;

/// <summary>What /proc says of a process at this moment (proc(5)).</summary>
internal sealed record ProcessFigures(double RssMegabytes, double PeakMegabytes, int Descriptors, int Threads, double CpuSeconds)
{
    /// <summary>USER_HZ, 100 on all of Linux's architectures that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public static ProcessFigures Of(int process)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{process}/status")
            .Select(line => line.Split(':', 2))
            .ToDictionary(field => field[0], field => field[1].Trim());
        // Behind the name, which may have spaces, utime and stime are the 12th and 13th fields.
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessFigures(
            Kilobytes(status["VmRSS"]) / 1000,
            Kilobytes(status["VmHWM"]) / 1000,
            Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count(),
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            (Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Megabytes resident of it and its children; pages that they share count for each.</summary>
    public static double RssOfFamily(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => ReadOrNothing($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Append($"{process}")
            .SelectMany(id => ReadOrNothing($"/proc/{id}/status").Split('\n').Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)))
            .Sum(line => Kilobytes(line.Split(':')[1].Trim())) / 1000;

    /// <summary>It may be gone by now.</summary>
    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static double Kilobytes(string text) => Number(text.Split(' ')[0]) * 1.024;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
