namespace Maple.Storage;

/// <summary>One at a time removes or replaces an image, known by its link: each decides by its row which blobs are to go.</summary>
internal sealed class ImageGates
{
    /// <summary>Enough that two images seldom share one, and sixteen removals at once never wait long.</summary>
    private const int Count = 256;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Dispose of it to let the next one in.</summary>
    public async Task<IDisposable> EnterAsync(string stem, CancellationToken cancellation)
    {
        SemaphoreSlim gate = _gates[(uint)stem.GetHashCode() % Count];
        await gate.WaitAsync(cancellation);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
