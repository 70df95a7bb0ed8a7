namespace Maple.Imaging.Skia;

/// <summary>A file that seems to end early until more of it is allowed to be read.</summary>
internal sealed class PieceStream(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    // The decoder's constructor reads the header without being asked to stop.
    private long _end = long.MaxValue;

    /// <summary>Lets the decoder read so many bytes more; false when it has had all.</summary>
    public bool Allow(int count)
    {
        _end = _file.Position + count;
        return _file.Position < _file.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => _file.Read(buffer[..(int)Math.Clamp(_end - _file.Position, 0, buffer.Length)]);

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _file.Length;
    public override long Position { get => _file.Position; set => _file.Position = value; }
    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);
    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
