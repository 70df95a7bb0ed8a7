using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Transport;

/// <summary>A request's body: counted while it passes, never longer than allowed, never shorter than announced without an error.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class RequestBody(Connection connection, RequestHead head, long limit) : Stream
{
    private static readonly ReadOnlyMemory<byte> s_continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly ChunkedDecoder? _chunks = head.IsChunked ? new() : null;
    private long _position;
    private bool _hasBegun;

    /// <summary>True when the body has been read to its end, so that the connection can carry another request.</summary>
    public bool IsConsumed => _chunks?.IsAtEnd ?? _position == head.ContentLength;

    /// <exception cref="MapleException">
    /// <c>body_too_large</c>, <c>truncated_body</c>, <c>request_timeout</c>, <c>bad_request</c>
    /// </exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (head.ContentLength > limit)
            throw TransferErrors.TooLarge(limit);
        if (buffer.IsEmpty || IsConsumed)
            return 0;
        try
        {
            await BeginAsync().ConfigureAwait(false);
            int read = _chunks is null
                ? await connection.ReadAsync(buffer[..(int)Math.Min(buffer.Length, head.ContentLength - _position)]).ConfigureAwait(false)
                : await ReadChunksAsync(_chunks, buffer).ConfigureAwait(false);
            _position += read;
            if (read == 0 && !IsConsumed)
                throw TransferErrors.Truncated(_position, head);
            return _position > limit ? throw TransferErrors.TooLarge(limit) : read;
        }
        catch (OperationCanceledException e)
        {
            throw TransferErrors.TimedOut(e);
        }
        catch (Exception e) when (e is not MapleException)
        {
            throw TransferErrors.Truncated(_position, head, e);
        }
    }

    private async ValueTask BeginAsync()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        connection.Deadline.BeginBody();
        // Only now that somebody wants the body: a client that was refused need not send it.
        if (head.ExpectsContinue && connection.Buffered.IsEmpty)
            await connection.WriteAsync(s_continue).ConfigureAwait(false);
    }

    /// <summary>0: the connection ended, or the body did.</summary>
    private async ValueTask<int> ReadChunksAsync(ChunkedDecoder chunks, Memory<byte> buffer)
    {
        while (!chunks.IsAtEnd && (!connection.Buffered.IsEmpty || await connection.FillAsync().ConfigureAwait(false)))
        {
            (int read, int written) = chunks.Decode(connection.Buffered, buffer.Span);
            connection.Consume(read);
            if (written > 0)
                return written;
        }

        return 0;
    }

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
