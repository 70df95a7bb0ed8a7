using System.Globalization;
using Maple.Errors;

namespace Maple.Http.Transport;

/// <summary>
/// A request's body: counted while it passes, never longer than allowed, never shorter than announced without an error.
/// </summary>
/// <param name="announced">From Content-Length; null for a chunked body.</param>
internal sealed class RequestBody(Stream input, long? announced, long limit, TransferDeadline deadline) : Stream
{
    // HttpListener's chunk parser recurses once for each chunk in the buffer; 2 KB of 1-byte chunks is a depth that the stack holds.
    private const int ChunkedReadSize = 2048;

    private long _position;
    private bool _ended;

    /// <summary>True when the body has been read to its end, so that the connection can carry another request.</summary>
    public bool IsConsumed => _ended || _position == announced;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (announced > limit)
            throw TooLarge();
        if (buffer.IsEmpty || IsConsumed)
            return 0;
        if (announced is null && buffer.Length > ChunkedReadSize)
            buffer = buffer[..ChunkedReadSize];

        int read = await ReadInputAsync(buffer, cancellationToken).ConfigureAwait(false);
        _position += read;
        if (_position > limit)
            throw TooLarge();
        if (read == 0)
        {
            if (announced is not null)
                throw Truncated();
            _ended = true;
        }

        return read;
    }

    private async ValueTask<int> ReadInputAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        deadline.Waiting();
        try
        {
            int read = await input.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            deadline.Moved(read);
            return read;
        }
        catch (Exception e) when (e is not MapleException)
        {
            throw Truncated(e);
        }
    }

    private MapleException TooLarge() => new(
        ErrorCode.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request's body is larger than the {limit} bytes allowed. Send fewer or smaller files."),
        string.Create(CultureInfo.InvariantCulture, $"请求体超过了允许的 {limit} 字节。请减少文件数量或缩小文件。"));

    private MapleException Truncated(Exception? inner = null) => new(
        ErrorCode.TruncatedBody,
        string.Create(CultureInfo.InvariantCulture, $"The request's body ended after {_position} bytes, before its announced end. Send it again."),
        string.Create(CultureInfo.InvariantCulture, $"请求体在 {_position} 字节处中断，未达到声明的长度。请重新发送。"),
        inner);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A request's body is read asynchronously.");

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _position; set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
