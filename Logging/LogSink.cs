using System.Buffers;

namespace Maple.Logging;

/// <summary>Puts entries into the stream, each as one line in one write, and remembers the last ones. Safe from any thread.</summary>
internal sealed class LogSink(Stream output, ILogFormatter formatter, RecentEvents recent)
{
    // A stack trace fits; a buffer that one huge entry has blown up is not kept.
    private const int KeptBuffer = 64 << 10;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _buffer = new(4 << 10);

    public RecentEvents Recent => recent;

    public void Write(in LogEntry entry, bool remember)
    {
        lock (_lock)
        {
            _buffer.ResetWrittenCount();
            formatter.Write(_buffer, entry);
            Put(_buffer.WrittenSpan);
            if (remember)
                recent.Add(RecentEvent.Of(entry));

            if (_buffer.Capacity > KeptBuffer)
                _buffer = new ArrayBufferWriter<byte>(4 << 10);
        }
    }

    private void Put(ReadOnlySpan<byte> line)
    {
        try
        {
            output.Write(line);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A log that can't be written (a closed pipe, a full disk) must not fail the request that it tells of.
        }
    }
}
