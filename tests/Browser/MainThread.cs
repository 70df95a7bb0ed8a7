using System.Text.Json;

namespace Maple.Tests.Browser;

/// <summary>How long a page's main thread worked, from a browser's trace (Trace Event Format: times in microseconds).</summary>
internal static class MainThread
{
    /// <summary>Processor time of all tasks of the thread that committed to show this address.</summary>
    public static double MillisecondsOf(Uri address, IReadOnlyList<JsonElement> trace)
    {
        (int, int) mainThread = Thread(trace.Single(one => one.GetProperty("name").ValueEquals("CommitLoad")
            && one.GetProperty("args").GetProperty("data").GetProperty("url").ValueEquals(address.AbsoluteUri)));
        return Outermost(trace.Where(one => one.GetProperty("ph").ValueEquals("X") && Thread(one) == mainThread)) / 1_000;
    }

    private static (int Process, int Thread) Thread(JsonElement one) => (one.GetProperty("pid").GetInt32(), one.GetProperty("tid").GetInt32());

    /// <summary>Of what a thread did, what was not part of something else.</summary>
    private static double Outermost(IEnumerable<JsonElement> ofOneThread)
    {
        double sum = 0, end = 0;
        foreach (JsonElement one in ofOneThread.OrderBy(one => Number(one, "ts")).ThenByDescending(one => Number(one, "dur")))
        {
            if (Number(one, "ts") < end)
                continue;
            end = Number(one, "ts") + Number(one, "dur");
            sum += one.TryGetProperty("tdur", out JsonElement processorTime) ? processorTime.GetDouble() : Number(one, "dur");
        }

        return sum;
    }

    private static double Number(JsonElement one, string name) => one.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0;
}
