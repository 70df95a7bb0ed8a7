using System.Buffers;
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

    /// <summary>More gains nothing, see <see cref="Multipart.BodyWindow"/>.</summary>
    private const int ReadSize = 64 << 10;

    private long _position;
    private bool _ended;
    private bool _isBroken;

    /// <summary>True when the body has been read to its end, so that the connection can carry another request.</summary>
    public bool IsConsumed => _ended || _position == announced;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (announced > limit)
            throw TransferErrors.TooLarge(limit);
        if (buffer.IsEmpty || IsConsumed)
            return 0;
        if (announced is null && buffer.Length > ChunkedReadSize)
            buffer = buffer[..ChunkedReadSize];

        int read = await ReadInputAsync(buffer, cancellationToken).ConfigureAwait(false);
        _position += read;
        if (_position > limit)
            throw TransferErrors.TooLarge(limit);
        if (read == 0)
            _ended = announced is null ? true : throw TransferErrors.Truncated(_position, announced);
        return read;
    }

    /// <summary>
    /// Reads the rest and forgets it. Most clients listen only once they have sent everything; closing the connection on them earlier would
    /// answer them with a reset (RFC 9112 section 9.6). Returns when the client is done, gone, or has had time enough.
    /// </summary>
    public async Task DiscardAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        deadline.Linger();
        try
        {
            while (!_isBroken && await ReadInputAsync(buffer.AsMemory(0, announced is null ? ChunkedReadSize : ReadSize), default).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (MapleException)
        {
            // Gone, or cut by the watchdog.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
        catch (Exception e)
        {
            _isBroken = true;
            throw deadline.WasMissed ? TransferErrors.TimedOut(e) : TransferErrors.Truncated(_position, announced, e);
        }
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
