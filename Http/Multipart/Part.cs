using System.Buffers;
using System.Text;

namespace Maple.Http.Multipart;

/// <summary>One field or file of a form. Its bytes can be read once, forwards, and only until the reader moves on.</summary>
internal sealed class Part
{
    private readonly MultipartReader _reader;
    private ReadOnlyMemory<byte> _rest;
    private bool _ended;

    internal Part(MultipartReader reader, PartHeaders headers)
    {
        _reader = reader;
        (Name, FileName, ContentType) = headers;
    }

    /// <summary>Never empty.</summary>
    public string Name { get; }

    /// <summary>
    /// As the client sent it, but the last segment of a path only; see <see cref="Parsing.FileNames.Clean"/> before showing it.
    /// Null for a field; empty where a browser's file input was left empty.
    /// </summary>
    public string? FileName { get; }

    /// <summary>As the client claims.</summary>
    public string? ContentType { get; }

    /// <summary>The next bytes, where they lie in the reader's buffer: valid until the next call. Empty at the end of the part.</summary>
    /// <exception cref="Errors.MapleException"><c>truncated_body</c>, <c>invalid_multipart</c></exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadRunAsync(CancellationToken cancellation = default)
    {
        if (_ended)
        {
            return default;
        }
        var run = _rest;
        _rest = default;
        if (run.IsEmpty)
        {
            run = await _reader.NextRunOfAsync(this, cancellation);
            _ended = run.IsEmpty;
        }
        else
        {
            _reader.DemandCurrent(this);
        }
        return run;
    }

    /// <summary>As <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/>: 0 at the end of the part.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellation = default)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }
        var run = await ReadRunAsync(cancellation);
        int count = Math.Min(run.Length, destination.Length);
        run[..count].CopyTo(destination);
        _rest = run[count..];
        return count;
    }

    /// <returns>The number of bytes copied.</returns>
    public async ValueTask<long> CopyToAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation = default)
    {
        long total = 0;
        while (await ReadRunAsync(cancellation) is { IsEmpty: false } run)
        {
            await sink(run, cancellation);
            total += run.Length;
        }
        return total;
    }

    /// <summary>The rest of the part as text in UTF-8; other bytes become U+FFFD.</summary>
    /// <exception cref="Errors.MapleException"><c>body_too_large</c> above <see cref="MultipartLimits.FieldBytes"/></exception>
    public async ValueTask<string> ReadTextAsync(CancellationToken cancellation = default)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (await ReadRunAsync(cancellation) is { IsEmpty: false } run)
        {
            _reader.CountFieldBytes(this, run.Length, bytes.WrittenCount + run.Length);
            bytes.Write(run.Span);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
