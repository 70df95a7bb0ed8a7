namespace Maple.Storage.LiteDb;

/// <summary>
/// The engine's data file. Pages are overwritten in place, at checkpoints only, and only when the log that can repeat them is durable.
/// </summary>
/// <param name="file">The file itself.</param>
/// <param name="log">What can repeat the pages.</param>
/// <param name="latch">Set by the first failure.</param>
/// <param name="mayWrite">
/// Whether a checkpoint runs. An engine that stumbles over a damaged page marks the file as invalid, at offset 191; but a damaged file is to be
/// left as it is, and whoever opens it next finds the damage without a mark.
/// </param>
internal sealed class DataStream(IStoreFile file, LogFile log, FailureLatch latch, Func<bool> mayWrite) : EngineStream
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
        if (!mayWrite())
        {
            Position += count;
            return;
        }

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
