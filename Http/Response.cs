using System.Globalization;
using System.Net;
using Maple.Storage;

namespace Maple.Http;

/// <summary>What a handler answers: a status, headers and a body of known length.</summary>
internal sealed class Response(HttpStatusCode status)
{
    public HttpStatusCode Status { get; } = status;

    public List<KeyValuePair<string, string>> Headers { get; } = new(capacity: 12);

    public ResponseBody Body { get; private init; } = ResponseBody.Empty;

    /// <summary>How long a picture is that a proxy sends instead of the body; for the log and the figures.</summary>
    public long? ProxiedBytes { get; init; }

    /// <summary>What the client gets: of a picture that a proxy sends all of it, though it may have asked for a part.</summary>
    public long SentBytes => ProxiedBytes ?? Body.Length;

    /// <summary>The machine-readable word of an error, for the access log.</summary>
    public string? ErrorWord { get; init; }

    public Response With(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    public static Response Bytes(HttpStatusCode status, string contentType, ReadOnlyMemory<byte> bytes, string? errorWord = null) =>
        new Response(status) { Body = new BytesBody(bytes), ErrorWord = errorWord }.With("Content-Type", contentType);

    public static Response Of(HttpStatusCode status, ResponseBody body) => new(status) { Body = body };
}

/// <summary>A body whose length is known before its first byte. Disposed by the transport, written or not.</summary>
internal abstract class ResponseBody : IAsyncDisposable
{
    public static readonly ResponseBody Empty = new BytesBody(default);

    /// <summary>In bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills the buffer from an offset into this body; 0 only at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset);

    /// <inheritdoc cref="Blob.FileAt"/>
    public virtual FilePart? FileAt(long offset) => null;

    /// <exception cref="EndOfStreamException">The body ends before the buffer is full.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            int read = await ReadAsync(buffer, offset).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"the body ended at {offset} of {Length} bytes"));
            buffer = buffer[read..];
            offset += read;
        }
    }

    public virtual ValueTask DisposeAsync() => default;
}

internal sealed class BytesBody(ReadOnlyMemory<byte> bytes) : ResponseBody
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public override long Length => Bytes.Length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        ReadOnlyMemory<byte> rest = Bytes[(int)offset..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return new(count);
    }
}
