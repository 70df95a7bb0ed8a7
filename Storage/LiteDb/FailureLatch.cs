namespace Maple.Storage.LiteDb;

/// <summary>
/// Remembers the first failure of an engine's files. From then on nothing is written through it, neither by its background thread nor when
/// it is closed, so that the files stay as they were at the last acknowledged operation.
/// </summary>
internal sealed class FailureLatch
{
    private Exception? _failure;

    public bool IsSet => Volatile.Read(ref _failure) is not null;

    public void Set(Exception failure) => Interlocked.CompareExchange(ref _failure, failure, null);

    public void ThrowIfSet()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw new IOException(failure.Message, failure) { HResult = failure.HResult };
    }
}
