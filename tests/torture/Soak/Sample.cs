using System.Globalization;
using Maple.Tests.EndToEnd;
using Maple.Tests.Torture.Load;

namespace Maple.Tests.Torture.Soak;

/// <summary>How things stand at one moment of a soak.</summary>
internal sealed record Sample(
    double Seconds, double RssMegabytes, int Descriptors, int Threads, double CpuSeconds, int TemporaryFiles, int Files, double StoreMegabytes, double DatabaseMegabytes, long Requests)
{
    public const string Header = "seconds,rss_mb,descriptors,threads,cpu_seconds,temporary_files,files,store_mb,database_mb,requests";

    public static Sample Of(Daemon daemon, TimeSpan elapsed, long requests)
    {
        ProcessFigures process = ProcessFigures.Of(daemon.ProcessId);
        string data = Path.Combine(daemon.Folder, "data");
        FileInfo[] files = [.. StoreFolder.FilesBelow(data).Select(file => new FileInfo(file)).Where(file => file.Exists)];
        return new Sample(
            elapsed.TotalSeconds,
            process.RssMegabytes,
            process.Descriptors,
            process.Threads,
            process.CpuSeconds,
            files.Count(file => file.DirectoryName!.EndsWith("/.tmp", StringComparison.Ordinal) || file.Name.StartsWith(".new-", StringComparison.Ordinal)),
            files.Length,
            files.Sum(LengthOf) / 1e6,
            files.Where(file => file.DirectoryName == data).Sum(LengthOf) / 1e6,
            requests);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:0},{RssMegabytes:0.0},{Descriptors},{Threads},{CpuSeconds:0.0},{TemporaryFiles},{Files},{StoreMegabytes:0.0},{DatabaseMegabytes:0.0},{Requests}");

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // It went meanwhile.
            return 0;
        }
    }
}
