namespace Maple.Storage.LiteDb;

/// <summary>
/// The engine's data file. Pages are overwritten in place, at checkpoints only, and only when the log that can repeat them is durable.
/// </summary>
internal sealed class DataStream(IStoreFile file, LogFile log, FailureLatch latch) : EngineStream
{
    private bool _unsynced;

    /// <summary>Whole pages: a power cut in a checkpoint may have left part of one, which the log holds.</summary>
    public override long Length => file.Length / LogFrame.PageSize * LogFrame.PageSize;

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = file.Read(buffer.AsSpan(offset, count), Position);
        Position += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        latch.ThrowIfSet();
        try
        {
            log.Sync();
            _unsynced = true;
            file.Write(buffer.AsSpan(offset, count), Position);
            Position += count;
        }
        catch (Exception error)
        {
            latch.Set(error);
            throw;
        }
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Returns when all that was written is durable.</summary>
    public void Sync()
    {
        if (!_unsynced)
            return;
        file.Sync();
        _unsynced = false;
    }
}
