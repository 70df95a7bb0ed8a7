using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Transport;

/// <summary>
/// One client's connection: its bytes, behind TLS or not, and how long each is waited for. Requests come one after another, each a head
/// and then its body; a head is only handed on when it is whole and sound.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Most heads fit.</summary>
    private const int SmallBuffer = 4 << 10;

    /// <summary>Also what is read at once of a chunked body.</summary>
    private const int LargeBuffer = HeadScanner.MaxHead;

    private const int LingerBuffer = 64 << 10;

    // Heads beyond SmallBuffer that are coming at once, 16 MB; others wait their turn, for head_time at most. 8,000 without an end took 400 MB.
    internal static readonly SemaphoreSlim LargeHeads = new(1024);

    private readonly Socket _socket;
    private readonly CancellationTokenSource _reading = new();
    private byte[] _buffer = [];
    private int _start, _end;
    private bool _isReading, _hasLargeHead;
    private volatile bool _isAborted;

    public Connection(Socket socket, LimitOptions limits)
    {
        _socket = socket;
        Peer = Plain((IPEndPoint)socket.RemoteEndPoint!);
        Wire = new NetworkStream(socket, ownsSocket: false);
        Deadline = new TransferDeadline(limits);
    }

    public IPAddress Peer { get; }

    public Socket Socket => _socket;

    public TransferDeadline Deadline { get; }

    /// <summary>The client speaks TLS.</summary>
    public bool IsSecure => Wire is SslStream;

    /// <summary>Somebody has cut or closed it.</summary>
    public bool IsClosed => _isAborted || _socket.SafeHandle.IsClosed;

    /// <summary>Of the request that came last; null while nothing of one has been understood.</summary>
    public RequestHead? Head { get; private set; }

    /// <summary>A request is being worked on. Belongs to <see cref="ConnectionTable"/>.</summary>
    public bool IsBusy;

    /// <summary>What came and was not read yet.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    private Stream Wire { get; set; }

    /// <exception cref="Exception">Of any kind: it came to nothing.</exception>
    public async Task SecureAsync(SslServerAuthenticationOptions options)
    {
        Deadline.BeginHead();
        Deadline.Waiting();
        var tls = new SslStream(Wire);
        Wire = tls;
        _isReading = true;
        await tls.AuthenticateAsServerAsync(options, _reading.Token).ConfigureAwait(false);
        _isReading = false;
        Deadline.Moved(0);
    }

    /// <summary>Whether the first byte that comes is that of a TLS hello; null when none comes.</summary>
    public async Task<bool?> SpeaksTlsAsync()
    {
        const byte handshake = 0x16;
        byte[] first = new byte[1];
        Deadline.BeginHead();
        Deadline.Waiting();
        _isReading = true;
        int read = await _socket.ReceiveAsync(first, SocketFlags.Peek, _reading.Token).ConfigureAwait(false);
        _isReading = false;
        Deadline.Moved(0);
        return read == 0 ? null : first[0] == handshake;
    }

    /// <summary>Waits for the <see cref="Head"/> of the next request. False: the client is done.</summary>
    /// <exception cref="MapleException">What came is no request that is taken in.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadHeadAsync()
    {
        Head = null;
        if (_start == _end)
        {
            Deadline.BeginIdle();
            if (!await FillAsync().ConfigureAwait(false))
                return false;
        }

        Deadline.BeginHead();
        // RFC 9112 section 2.2: some clients end a body with a line too many.
        if (await HasAsync(2).ConfigureAwait(false) && Buffered.StartsWith("\r\n"u8))
            Consume(2);
        var scanner = new HeadScanner();
        int length;
        while ((length = scanner.Scan(Buffered)) == 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
                return false;
        }

        Head = RequestHead.Parse(Buffered[..length]);
        Consume(length);
        Head.Check();
        return true;
    }

    /// <summary>Gets more into <see cref="Buffered"/>; false at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync()
    {
        // SslStream would hold 16 KB more meanwhile.
        bool isEager = _start == _end && !IsSecure && EagerReads.TryBegin();
        try
        {
            // Who sends nothing holds no memory: a read of nothing waits for the first byte.
            if (_start == _end && !isEager)
                await ReadWireAsync(Memory<byte>.Empty).ConfigureAwait(false);
            if (_end == SmallBuffer && _buffer.Length == SmallBuffer && Head is null)
                await BeginLargeHeadAsync().ConfigureAwait(false);
            MakeRoom();
            int read = await ReadWireAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            _end += read;
            return read > 0;
        }
        finally
        {
            if (isEager)
                EagerReads.End();
        }
    }

    /// <summary>What is buffered, or else what comes next.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> target)
    {
        if (_start == _end)
            return ReadWireAsync(target);
        int count = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(target.Span);
        Consume(count);
        return new(count);
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            Release();
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        // At 64 KB, a client that takes 2 KB a second still moves within half a minute.
        const int portion = 64 << 10;
        while (bytes.Length > 0)
        {
            ReadOnlyMemory<byte> next = bytes[..Math.Min(portion, bytes.Length)];
            Deadline.Waiting();
            await Wire.WriteAsync(next).ConfigureAwait(false);
            Deadline.Moved(next.Length);
            bytes = bytes[next.Length..];
        }
    }

    /// <summary>
    /// Ends our side, and reads what still comes for a while. Most clients listen only once they have sent everything; closing on them earlier would
    /// answer them with a reset (RFC 9112 section 9.6).
    /// </summary>
    public async Task LingerAsync()
    {
        // As fast as it comes up to here, which is all that most have to send; then 13 MB a second, which is more than most lines carry.
        const long swiftly = 4 << 20;
        var pause = TimeSpan.FromMilliseconds(5);
        Release();
        try
        {
            Deadline.BeginLinger();
            if (Wire is SslStream tls)
                await tls.ShutdownAsync().ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Send);
            int read = 1;
            for (long total = 0; read > 0; total += read)
            {
                await ReadWireAsync(Memory<byte>.Empty).ConfigureAwait(false);
                byte[] buffer = ArrayPool<byte>.Shared.Rent(LingerBuffer);
                read = await ReadWireAsync(buffer).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(buffer);
                if (total > swiftly)
                    await Task.Delay(pause).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, or has had time enough.
        }
    }

    /// <summary>The other end kept us waiting for too long, or has to make room: who reads from it gets an exception, who writes to it as well.</summary>
    public void Cut()
    {
        try
        {
            if (_isReading && !_reading.IsCancellationRequested)
                _reading.Cancel();
            else
                Abort();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Ends it at once, in the middle of whatever it does.</summary>
    public void Abort()
    {
        _isAborted = true;
        _socket.Dispose();
    }

    public void Dispose()
    {
        Abort();
        Wire.Dispose();
        _reading.Dispose();
        Release();
    }

    private static IPAddress Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address;

    private async ValueTask<bool> HasAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync().ConfigureAwait(false))
                return false;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadWireAsync(Memory<byte> target)
    {
        Deadline.Waiting();
        _isReading = true;
        int read = await Wire.ReadAsync(target, _reading.IsCancellationRequested ? default : _reading.Token).ConfigureAwait(false);
        _isReading = false;
        Deadline.Moved(read);
        return read;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        int count = _end - _start;
        byte[] target = _buffer.Length == LargeBuffer ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length == 0 ? SmallBuffer : LargeBuffer);
        Buffered.CopyTo(target);
        if (target != _buffer && _buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (target, 0, count);
    }

    private async Task BeginLargeHeadAsync()
    {
        Deadline.Waiting();
        _isReading = true;
        await LargeHeads.WaitAsync(_reading.Token).ConfigureAwait(false);
        (_isReading, _hasLargeHead) = (false, true);
        Deadline.Moved(0);
    }

    private void Release()
    {
        if (_hasLargeHead)
            LargeHeads.Release();
        _hasLargeHead = false;
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }
}
