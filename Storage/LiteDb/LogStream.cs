using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The engine's log. A background thread of the engine writes here after Commit has returned, and an exception would end that thread and
/// hang the next checkpoint: so a failed write is latched, and the writer asks before it acknowledges anything.
/// </summary>
internal sealed class LogStream(LogFile log, FailureLatch latch) : EngineStream
{
    /// <summary>Between two pages of one commit; only an engine whose own thread died takes that long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly object _arrival = new();
    private long _transactions;

    /// <summary>Set after construction: the data stream needs the log, and the log must not be emptied before the data is durable.</summary>
    public required Func<DataStream> Data { get; init; }

    public override long Length => (long)log.Pages * LogFrame.PageSize;

    /// <summary>Transactions whose last page has arrived.</summary>
    public long Transactions
    {
        get
        {
            lock (_arrival)
                return _transactions;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        latch.ThrowIfSet();
        if (Position >= Length)
            return 0;
        log.Read(IndexOf(Position, count), buffer.AsSpan(offset, count));
        Position += count;
        return count;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ReadOnlySpan<byte> page = buffer.AsSpan(offset, count);
        if (!latch.IsSet)
        {
            try
            {
                if (IndexOf(Position, count) != log.Pages)
                    throw new IOException($"the engine wrote page {Position / LogFrame.PageSize} of a log of {log.Pages}");
                log.Append(page);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or MapleException)
            {
                latch.Set(error);
            }
        }

        Position += count;
        lock (_arrival)
        {
            if (LogFrame.EndsTransaction(page))
                _transactions++;
            Monitor.PulseAll(_arrival);
        }
    }

    /// <summary>The engine empties its log when every page is in the data file.</summary>
    public override void SetLength(long value)
    {
        latch.ThrowIfSet();
        if (value != 0)
            throw new NotSupportedException();
        try
        {
            Data().Sync();
            log.Clear();
        }
        catch (Exception error)
        {
            latch.Set(error);
            throw;
        }
    }

    /// <summary>Waits until more transactions than <paramref name="before"/> have arrived whole.</summary>
    public void WaitForTransactionAfter(long before)
    {
        lock (_arrival)
        {
            while (_transactions <= before)
            {
                if (!Monitor.Wait(_arrival, s_patience))
                {
                    latch.Set(new IOException("the engine's log writer stopped"));
                    break;
                }
            }
        }

        latch.ThrowIfSet();
    }

    private static int IndexOf(long position, int count) =>
        position % LogFrame.PageSize == 0 && count == LogFrame.PageSize
            ? (int)(position / LogFrame.PageSize)
            : throw new IOException($"the engine asked for {count} bytes at {position} of its log");
}
