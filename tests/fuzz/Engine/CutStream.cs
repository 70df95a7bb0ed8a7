namespace Maple.Fuzz.Engine;

/// <summary>A body that comes in reads of these sizes, over and over; none: all at once.</summary>
internal sealed class CutStream(byte[] bytes, params int[] sizes) : Stream
{
    private int _at;
    private int _reads;

    public bool ReadToEnd => _at == bytes.Length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        Finding.Unless(!buffer.IsEmpty, "an empty read looks like the end of the body");
        int size = sizes.Length == 0 ? int.MaxValue : sizes[_reads++ % sizes.Length];
        int count = Math.Min(Math.Min(size, buffer.Length), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
