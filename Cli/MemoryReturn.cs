using System.Runtime;
using Maple.Unix;

namespace Maple.Cli;

/// <summary>
/// Gives memory back to the machine once there is no work: .NET's collector runs only when somebody allocates, and glibc keeps what was freed. After 32 clients
/// with 12-megapixel pictures that was half of what the daemon held (docs/decisions/0012-upload-cost.md).
/// </summary>
internal sealed class MemoryReturn : IDisposable
{
    // Two of these in a row without work make a rest; at the end of a minute all is done.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    // Allocated between two looks by health checks and the like: 100 KB; one upload allocates more.
    private const long RestBytes = 256 << 10;

    private readonly Timer _timer;
    private long _allocated;
    private int _quietLooks;

    public MemoryReturn()
    {
        _timer = new Timer(_ => Look(GC.GetTotalAllocatedBytes()), null, s_look, s_look);
    }

    /// <summary>How often memory was given back.</summary>
    public int Times { get; private set; }

    /// <param name="allocated">Bytes since the start.</param>
    public void Look(long allocated)
    {
        bool isQuiet = allocated - _allocated < RestBytes;
        _allocated = allocated;
        if (!isQuiet)
            _quietLooks = 0;
        else if (_quietLooks < int.MaxValue && ++_quietLooks == 2)
            GiveBack();
    }

    public void Dispose() => _timer.Dispose();

    private void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Allocator.GiveBack();
        Times++;
    }
}
