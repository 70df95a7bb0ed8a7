using Maple.Errors;

namespace Maple.Http.Multipart;

/// <summary>
/// Reads a form (RFC 7578) part by part as it comes in. The bytes of a part are handed on where they lie in one pooled buffer;
/// nothing is allocated for them. Lines end with CRLF, as RFC 2046 asks; a bare LF is content.
/// </summary>
internal sealed class MultipartReader : IDisposable
{
    private readonly MultipartLimits _limits;
    private readonly string _boundary;
    private readonly Delimiter _delimiter;
    private readonly BodyWindow _window;

    /// <summary>
    /// Bytes before the next run that are not content: the CRLF of the blank line, which may belong to a delimiter instead.
    /// </summary>
    private int _skip;

    private int _preambleBytes;
    private int _fieldBytes;
    private int _parts;
    private bool _begun;
    private bool _closed;
    private bool _finished;
    private Part? _current;

    /// <param name="body">Read to its end, epilogue included, when <see cref="ReadPartAsync"/> answers null. It isn't closed.</param>
    /// <param name="boundary">From <see cref="Boundary.Parse"/>.</param>
    /// <param name="limits">The body's own length is for <paramref name="body"/> to bound.</param>
    public MultipartReader(Stream body, string boundary, MultipartLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.HeaderBytes, BodyWindow.Size / 2);
        (_boundary, _limits) = (boundary, limits);
        _delimiter = new Delimiter(boundary);
        _window = new BodyWindow(body);
        // The first delimiter may stand at the very beginning, where no CRLF precedes it.
        _window.Prepend("\r\n"u8);
    }

    /// <summary>
    /// The next part, or null after the last one. What is left of the part before is skipped, and that part can't be read any more.
    /// </summary>
    /// <exception cref="MapleException"><c>invalid_multipart</c>, <c>truncated_body</c>, <c>too_many_parts</c></exception>
    public async ValueTask<Part?> ReadPartAsync(CancellationToken cancellation = default)
    {
        if (!_begun)
        {
            await SkipPreambleAsync(cancellation);
            _begun = true;
        }
        else if (_current is not null)
        {
            while (await NextRunAsync(cancellation) is { IsEmpty: false })
            {
            }
            _current = null;
        }
        if (_closed)
        {
            await SkipEpilogueAsync(cancellation);
            return null;
        }
        if (_parts == _limits.Parts)
        {
            throw MultipartErrors.TooManyParts(_limits.Parts);
        }
        _parts++;
        return _current = new Part(this, await ReadHeadersAsync(cancellation));
    }

    /// <summary>The next bytes of the current part; empty at its end.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> NextRunOfAsync(Part part, CancellationToken cancellation)
    {
        DemandCurrent(part);
        var run = await NextRunAsync(cancellation);
        if (run.IsEmpty)
        {
            _current = null;
        }
        return run;
    }

    internal void DemandCurrent(Part part)
    {
        if (part != _current)
        {
            throw new InvalidOperationException("The reader has moved on from this part.");
        }
    }

    /// <summary>Books bytes of a field that a handler keeps in memory.</summary>
    internal void CountFieldBytes(Part part, int added, int total)
    {
        _fieldBytes += added;
        if (total > _limits.FieldBytes)
        {
            throw MultipartErrors.FieldTooLong(part.Name, _limits.FieldBytes);
        }
        if (_fieldBytes > _limits.TotalFieldBytes)
        {
            throw MultipartErrors.FieldsTooLong(part.Name, _limits.TotalFieldBytes);
        }
    }

    public void Dispose() => _window.Dispose();

    /// <summary>The bytes before the next delimiter, as they come in; empty once the delimiter is behind.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> NextRunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int content = _delimiter.ContentIn(_window.Span);
            if (content == 0)
            {
                switch (_delimiter.Read(_window.Span, out int length))
                {
                    case DelimiterLine.Next:
                        _window.Take(length);
                        _skip = 0;
                        return default;
                    case DelimiterLine.Close:
                        _window.Take(length);
                        _closed = true;
                        return default;
                    case DelimiterLine.Content:
                        content = _delimiter.Length;
                        break;
                    case DelimiterLine.TooMuchPadding:
                        throw MultipartErrors.Invalid("A boundary line has too many blanks at its end.", "boundary 行末尾的空白过多。");
                }
            }
            if (content > 0)
            {
                // A blank line's CRLF is taken whole or not at all: it is the beginning of a delimiter, or content follows it.
                var run = _window.Take(content)[_skip..];
                _skip = 0;
                if (!run.IsEmpty)
                {
                    return run;
                }
            }
            else if (!await _window.FillAsync(cancellation))
            {
                throw _begun ? MultipartErrors.Truncated(_parts) : MultipartErrors.NoDelimiter(_boundary, cut: _preambleBytes == 0);
            }
        }
    }

    private async ValueTask SkipPreambleAsync(CancellationToken cancellation)
    {
        while (await NextRunAsync(cancellation) is { IsEmpty: false } run)
        {
            _preambleBytes += run.Length;
            if (_preambleBytes > _limits.PreambleBytes)
            {
                throw MultipartErrors.NoDelimiter(_boundary, cut: false);
            }
        }
    }

    /// <summary>Begins at the CRLF that ends the delimiter's line and leaves the blank line's CRLF in the window.</summary>
    private async ValueTask<PartHeaders> ReadHeadersAsync(CancellationToken cancellation)
    {
        int searched = 0;
        while (true)
        {
            int blank = _window.Span[searched..].IndexOf("\r\n\r\n"u8);
            int length = blank >= 0 ? searched + blank : Math.Max(0, _window.Length - 3);
            if (length > _limits.HeaderBytes)
            {
                throw MultipartErrors.HeadersTooLong(_parts, _limits.HeaderBytes);
            }
            if (blank >= 0)
            {
                var headers = PartHeaders.Parse(_window.Span[..length], _parts, _limits);
                _window.Take(length + 2);
                _skip = 2;
                return headers;
            }
            searched = length;
            if (!await _window.FillAsync(cancellation))
            {
                throw MultipartErrors.Truncated(_parts);
            }
        }
    }

    private async ValueTask SkipEpilogueAsync(CancellationToken cancellation)
    {
        int skipped = 0;
        while (!_finished)
        {
            skipped += _window.Length;
            if (skipped > _limits.EpilogueBytes)
            {
                throw MultipartErrors.Invalid(
                    $"More than {_limits.EpilogueBytes} bytes follow the end of the form.", $"表单结束之后还有超过 {_limits.EpilogueBytes} 字节的数据。");
            }
            _window.Take(_window.Length);
            _finished = !await _window.FillAsync(cancellation);
        }
    }
}
