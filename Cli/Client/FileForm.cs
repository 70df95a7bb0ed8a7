using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Maple.Cli.Client;

/// <summary>
/// A multipart/form-data body (RFC 7578) of one file and, before it, fields. Its length is known, its bytes are never all in memory.
/// Not the framework's own class, for that writes names beyond ASCII as RFC 2047 words, which RFC 7578 has no place for.
/// </summary>
internal sealed class FileForm : HttpContent
{
    // Reads of 64 KB measured best; larger ones gain nothing.
    private const int BufferSize = 64 << 10;

    private readonly Stream _file;
    private readonly long _length;
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly Action<int> _progress;

    /// <param name="file">Seekable; sent from its beginning and not disposed.</param>
    /// <param name="progress">Told the number of the file's bytes handed to the connection, each time.</param>
    public FileForm(Stream file, string fileName, IEnumerable<(string Name, string Value)> fields, Action<int> progress)
    {
        _file = file;
        _length = file.Length;
        _progress = progress;
        var boundary = $"maple-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        var head = new StringBuilder();
        foreach (var (name, value) in fields)
            head.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        head.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"images\"; filename=\"{Escape(fileName)}\"\r\n")
            .Append("Content-Type: application/octet-stream\r\n\r\n");
        _head = Encoding.UTF8.GetBytes(head.ToString());
        _tail = Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
    }

    /// <summary>Why the file could not be read to its end, when that is what stopped the request.</summary>
    public IOException? ReadError { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _length + _tail.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken);
        _file.Position = 0;
        var buffer = new byte[BufferSize];
        for (var left = _length; left > 0;)
        {
            var count = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, BufferSize)), cancellationToken);
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            left -= count;
            _progress(count);
        }
        await stream.WriteAsync(_tail, cancellationToken);
    }

    private async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var count = await _file.ReadAsync(buffer, cancellation);
            return count > 0 ? count : throw new EndOfStreamException("the file became shorter while it was sent");
        }
        catch (IOException e)
        {
            ReadError = e;
            throw;
        }
    }

    // As browsers do: HTML Living Standard, 'multipart/form-data encoding algorithm'.
    private static string Escape(string name) =>
        name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
