namespace Maple.Http.Transport;

/// <summary>
/// How many connections wait for their next request with a buffer in hand. It spares them two calls of the kernel each time; the others wait without one, so
/// that thousands of idle ones hold no memory.
/// </summary>
internal static class EagerReads
{
    /// <summary>1 MB of buffers.</summary>
    private const int Max = 256;

    private static int s_count;

    /// <summary>False: there are enough. True: <see cref="End"/> follows.</summary>
    public static bool TryBegin()
    {
        if (Interlocked.Increment(ref s_count) <= Max)
            return true;
        End();
        return false;
    }

    public static void End() => Interlocked.Decrement(ref s_count);
}
