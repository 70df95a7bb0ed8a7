namespace Maple.Http.Transport;

/// <summary>So many of something at a time.</summary>
internal sealed class Quota(int max)
{
    private int _count;

    public int Max => max;

    /// <summary>False: there are enough. True: <see cref="End"/> follows.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _count) <= max)
            return true;
        End();
        return false;
    }

    public void End() => Interlocked.Decrement(ref _count);
}
