namespace Maple.Http.Transport;

/// <summary>
/// What <c>HttpListener</c> takes for the bytes of a client. For each sound request it is given the same short one, so that nothing that
/// came over the wire reaches its parser; what it writes goes to the client.
/// </summary>
/// <param name="nextRequest">Waits for the next request of the client; false: there is none.</param>
internal sealed class ListenerStream(Connection connection, Func<Task<bool>> nextRequest) : Stream
{
    private static readonly ReadOnlyMemory<byte> s_request = "GET / HTTP/1.1\r\nHost: maple\r\n\r\n"u8.ToArray();

    private ReadOnlyMemory<byte> _rest = s_request;

    public Connection Connection => connection;

    public override bool CanRead => true;
    public override bool CanSeek => false;

    /// <summary>False once the connection was cut: <c>HttpListener</c> would write an empty 200 otherwise, where there was no answer.</summary>
    public override bool CanWrite => !connection.IsClosed;

    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            if (!await nextRequest().ConfigureAwait(false))
                return 0;
            _rest = s_request;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => connection.WriteAsync(buffer);

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer.AsMemory(offset, count)).AsTask(), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(connection.WriteAsync(buffer.AsMemory(offset, count)).AsTask(), callback, state);

    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("HttpListener reads asynchronously.");

    /// <summary>Only <c>HttpListener</c>'s own answers would come this way, and it never sees a request that it refuses.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("HttpListener answers nothing by itself.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
