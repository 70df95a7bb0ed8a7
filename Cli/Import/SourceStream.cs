using Maple.Errors;

namespace Maple.Cli.Import;

/// <summary>A file to be imported can't be read, or changed while it was: it is left out, and the next may follow.</summary>
internal sealed class SourceException(string message) : Exception(message)
{
    public Text Text => new($"it can't be read: {Message}", $"无法读取：{Message}");
}

/// <summary>
/// As many bytes of a file as it had when it was described. What goes wrong in reading them is told apart from what goes wrong where they go to.
/// </summary>
/// <exception cref="SourceException">From reading.</exception>
internal sealed class SourceStream(Stream file, long left) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0 || buffer.IsEmpty)
            return 0;
        int read;
        try
        {
            read = await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(e.Message);
        }

        if (read == 0)
            throw new SourceException("it became shorter meanwhile");
        left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
