using System.Buffers;

namespace Maple.Logging;

/// <summary>Writes an entry as exactly one line of UTF-8, ended by a line feed, whatever its values hold. For one thread at a time.</summary>
internal interface ILogFormatter
{
    void Write(IBufferWriter<byte> output, in LogEntry entry);
}
