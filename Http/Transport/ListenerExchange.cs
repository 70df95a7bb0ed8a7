using System.Buffers;
using System.Globalization;
using System.Net;
using SuppressMessage = System.Diagnostics.CodeAnalysis.SuppressMessageAttribute;

namespace Maple.Http.Transport;

/// <summary>One <see cref="HttpListenerContext"/>: its request, and the one way to answer it.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The body holds nothing of its own; the listener ends with the answer.")]
internal sealed class ListenerExchange : Request
{
    /// <summary>Up to this, head and body leave in as few segments as can be; measured best.</summary>
    private const int SmallBody = 64 << 10;

    /// <summary>HttpListener copies the head and as much of the first write as fits 16 KB together.</summary>
    private const int FirstWrite = 16 << 10;

    /// <summary>More gains nothing.</summary>
    private const int LargeWrite = 256 << 10;

    private readonly HttpListenerContext _context;
    private readonly HttpListenerRequest _request;
    private readonly TransferDeadline _deadline;
    private readonly RequestBody _body;
    private bool _isAnswered;

    /// <exception cref="Exception">Of any kind: the connection is dead already.</exception>
    public ListenerExchange(HttpListenerContext context, long bodyLimit, TransferDeadline deadline)
    {
        _context = context;
        _request = context.Request;
        _deadline = deadline;
        Peer = _request.RemoteEndPoint.Address;
        Local = _request.LocalEndPoint.Address;
        IsChunked = _request.Headers["Transfer-Encoding"] is not null;
        long? announced = IsChunked ? null : Math.Max(0, _request.ContentLength64);
        _body = new RequestBody(_request.InputStream, announced, bodyLimit, deadline);
    }

    public override string Method => _request.HttpMethod;
    public override string RawTarget => _request.RawUrl ?? "";
    public override IPAddress Peer { get; }
    public override bool HasBody => IsChunked || _request.ContentLength64 > 0;
    public override bool IsChunked { get; }
    public override Stream Body => _body;

    /// <summary>The address that the client connected to.</summary>
    public IPAddress Local { get; }

    public bool HasTwoFramings => IsChunked && _request.Headers["Content-Length"] is not null;

    public override string? Header(string name) => _request.Headers[name];

    /// <summary>Writes the answer whole, or aborts the connection: a cut body never looks complete. Nothing happens after the first answer.</summary>
    public async Task SendAsync(Response response, bool keepAlive)
    {
        if (Interlocked.Exchange(ref _isAnswered, true))
            return;
        try
        {
            bool hasBody = await WriteAsync(response, keepAlive && MayBeFollowed(response)).ConfigureAwait(false);
            if (hasBody && !_body.IsConsumed)
                await _body.DiscardAsync().ConfigureAwait(false);
            _context.Response.Close();
        }
        catch
        {
            Abort(HttpStatusCode.InternalServerError);
            throw;
        }
    }

    /// <summary>Says why, unless an answer is under way already, and cuts the connection: whoever reads its body gets an exception.</summary>
    public async Task CutAsync(Response response)
    {
        try
        {
            if (!Interlocked.Exchange(ref _isAnswered, true))
                await WriteAsync(response, keepAlive: false).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Gone already.
        }

        Abort(response.Status);
    }

    /// <summary>
    /// Cuts the connection. The status matters when no head has gone out yet: HttpListener would answer 200 otherwise.
    /// </summary>
    public void Abort(HttpStatusCode status)
    {
        try
        {
            _context.Response.StatusCode = (int)status;
            _context.Response.KeepAlive = false;
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // The head is out.
        }

        try
        {
            _context.Response.Abort();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Gone already.
        }
    }

    /// <summary>
    /// Whether another request may come over the same connection. HttpListener would drain an unread body, blocking, and its keep-alive timer would
    /// cut a large answer when the reader is slow. Behind a body that was not understood nobody knows where the next request begins.
    /// </summary>
    private bool MayBeFollowed(Response response) =>
        _body.IsConsumed && response.Body.Length <= SmallBody && !(HasBody && response.Status == HttpStatusCode.BadRequest);

    /// <summary>False when only the head is to be written, which <c>Close</c> does.</summary>
    private async Task<bool> WriteAsync(Response response, bool keepAlive)
    {
        HttpListenerResponse target = _context.Response;
        target.StatusCode = (int)response.Status;
        target.KeepAlive = keepAlive;
        target.Headers["Server"] = "maple";
        foreach ((string name, string value) in response.Headers)
            target.Headers.Add(name, value);
        target.ContentLength64 = response.Body.Length;
        _deadline.Restart();
        if (Method == "HEAD" || response.Body.Length == 0)
            return false;
        await WriteBodyAsync(response.Body, target.OutputStream).ConfigureAwait(false);
        return true;
    }

    private async Task WriteBodyAsync(ResponseBody body, Stream output)
    {
        if (body is BytesBody { Bytes: var bytes } && bytes.Length <= SmallBody)
        {
            await WriteAsync(output, bytes).ConfigureAwait(false);
            return;
        }

        bool isSmall = body.Length <= SmallBody;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(isSmall ? SmallBody : LargeWrite);
        try
        {
            long offset = 0;
            while (offset < body.Length)
            {
                int size = isSmall ? SmallBody : offset == 0 ? FirstWrite - 1024 : LargeWrite;
                int filled = await FillAsync(body, buffer.AsMemory(0, (int)Math.Min(size, body.Length - offset)), offset).ConfigureAwait(false);
                await WriteAsync(output, buffer.AsMemory(0, filled)).ConfigureAwait(false);
                offset += filled;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> FillAsync(ResponseBody body, Memory<byte> buffer, long offset)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = await body.ReadAsync(buffer[filled..], offset + filled).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException(
                    string.Create(CultureInfo.InvariantCulture, $"the body ended at {offset + filled} of {body.Length} bytes"));
            }

            filled += read;
        }

        return filled;
    }

    private async ValueTask WriteAsync(Stream output, ReadOnlyMemory<byte> bytes)
    {
        _deadline.Waiting();
        await output.WriteAsync(bytes).ConfigureAwait(false);
        _deadline.Moved(bytes.Length);
    }
}
