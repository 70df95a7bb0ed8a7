using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Skia;

/// <summary>An open file that seems to end early until more of it is allowed to be read. The file is not closed with it.</summary>
internal sealed class PieceStream(SafeFileHandle file, long length) : Stream
{
    // The decoder's constructor reads the header without being asked to stop.
    private long _end = long.MaxValue;
    private long _position;

    /// <summary>Lets the decoder read so many bytes more; false when it has had all.</summary>
    public bool Allow(int count)
    {
        _end = _position + count;
        return _position < length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = RandomAccess.Read(file, buffer[..(int)Math.Clamp(_end - _position, 0, buffer.Length)], _position);
        _position += count;
        return count;
    }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => _position = value; }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
