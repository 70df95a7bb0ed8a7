using System.Diagnostics;

namespace Maple.Http.Metrics;

/// <summary>The daemon's own process, under the names that all Prometheus clients use.</summary>
internal static class ProcessFigures
{
    public static void Write(PrometheusText text, DateTimeOffset startedAt)
    {
        using Process own = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "CPU time of the daemon, without its decoders.").Sample(own.TotalProcessorTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory of the daemon, without its decoders.").Sample(Environment.WorkingSet);
        text.Gauge("process_start_time_seconds", "When it was started, since 1970.").Sample(startedAt.ToUnixTimeMilliseconds() / 1000.0);
        text.Gauge("process_open_fds", "Open descriptors.").Sample(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        text.Gauge("process_threads", "Threads.").Sample(own.Threads.Count);
        text.Counter("dotnet_allocated_bytes_total", "Bytes allocated on the managed heap.").Sample(GC.GetTotalAllocatedBytes());
        text.Counter("dotnet_collections_total", "Garbage collections by generation.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
            text.Sample(GC.CollectionCount(generation), ("generation", PrometheusText.Number(generation)));
    }
}
