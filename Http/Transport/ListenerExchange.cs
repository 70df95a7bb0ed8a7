using System.Buffers;
using System.Net;
using Maple.Http.Parsing;
using SuppressMessage = System.Diagnostics.CodeAnalysis.SuppressMessageAttribute;

namespace Maple.Http.Transport;

/// <summary>One request, and the one way to answer it: through its <see cref="HttpListenerContext"/>.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The body holds nothing of its own; the connection ends elsewhere.")]
internal sealed class ListenerExchange(HttpListenerContext context, Connection connection, RequestHead head, long bodyLimit) : Request
{
    /// <summary>
    /// Head and so much of the body leave in one write, and the rest in such pieces. Larger ones save little, and who never reads holds one.
    /// </summary>
    private const int WriteSize = 64 << 10;

    private readonly RequestBody _body = new(connection, head, bodyLimit);

    public Connection Connection => connection;

    public override string Method => head.Method;
    public override string RawTarget => head.Target;
    public override IPAddress Peer => connection.Peer;
    public override bool IsSecure => connection.IsSecure;
    public override bool HasBody => head.HasBody;
    public override Stream Body => _body;

    public override string? Header(string name) => head.Header(name);

    /// <summary>Writes the answer whole.</summary>
    /// <exception cref="Exception">It did not go out, or not whole: nothing is left but to <see cref="Abort"/>.</exception>
    public async Task SendAsync(Response response, bool keepAlive)
    {
        HttpListenerResponse target = context.Response;
        target.StatusCode = (int)response.Status;
        target.KeepAlive = keepAlive && head.KeepsAlive && _body.IsConsumed;
        target.Headers["Server"] = "maple";
        foreach ((string name, string value) in response.Headers)
            target.Headers.Add(name, value);
        target.ContentLength64 = response.Body.Length;
        connection.Deadline.BeginBody();
        if (Method == "HEAD" || response.Body.Length == 0)
            await target.OutputStream.WriteAsync(ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        else
            await WriteBodyAsync(response.Body, target.OutputStream).ConfigureAwait(false);
    }

    /// <summary>Lets the next request come; or ends the connection, as the answer has said, and returns true.</summary>
    public async Task<bool> FinishAsync()
    {
        // HttpListener closes after some statuses of its own accord; it has said so in the head.
        bool isLast = context.Response.Headers["Connection"] == "close";
        if (isLast)
        {
            await connection.LingerAsync().ConfigureAwait(false);
            connection.Abort();
        }

        context.Response.Close();
        return isLast;
    }

    /// <summary>Cuts the connection: a body that was cut never looks complete.</summary>
    public void Abort()
    {
        connection.Abort();
        context.Response.Abort();
    }

    private static async Task WriteBodyAsync(ResponseBody body, Stream output)
    {
        if (body is BytesBody { Bytes: var bytes } && bytes.Length <= WriteSize)
        {
            await output.WriteAsync(bytes).ConfigureAwait(false);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(body.Length, WriteSize));
        try
        {
            for (long offset = 0; offset < body.Length;)
            {
                Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(WriteSize, body.Length - offset));
                await body.ReadExactlyAsync(piece, offset).ConfigureAwait(false);
                await output.WriteAsync(piece).ConfigureAwait(false);
                offset += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
