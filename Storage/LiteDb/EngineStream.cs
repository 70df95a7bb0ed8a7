namespace Maple.Storage.LiteDb;

/// <summary>What both streams of the engine share: it seeks, reads and writes whole pages and flushes too often.</summary>
internal abstract class EngineStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Position { get; set; }

    /// <summary>Durability is decided by <see cref="DurableEngine"/>, not by the engine's flushes.</summary>
    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };
}
