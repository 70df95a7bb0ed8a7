using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>
/// Takes the chunks of a body apart (RFC 9112 section 7.1), byte after byte as they arrive. Extensions and trailers are read and forgotten.
/// </summary>
internal sealed class ChunkedDecoder
{
    /// <summary>Sizes of up to 2^60 - 1 bytes.</summary>
    private const int MaxSizeDigits = 15;

    /// <summary>Of one chunk's extensions, and of all trailers: nobody sends any, and what is forgotten need not be long.</summary>
    private const int MaxForgotten = 4096;

    /// <summary>
    /// Bytes between the data that are taken without a look at how much data there is. Above it, chunks of a byte or two are no upload but
    /// work for nothing: at five bytes around each byte, this is 50 KB of data.
    /// </summary>
    private const long MaxFraming = 256 << 10;

    private State _state = State.Size;
    private long _left;
    private int _digits;
    private int _forgotten;
    private long _data;
    private long _framing;
    private bool _isEmptyLine;

    private enum State
    {
        Size,
        Extension,
        SizeLineFeed,
        Data,
        DataReturn,
        DataLineFeed,
        Trailer,
        TrailerLineFeed,
        End,
    }

    /// <summary>The last chunk and its trailers were read.</summary>
    public bool IsAtEnd => _state == State.End;

    /// <summary>Decodes as much as there is and fits.</summary>
    /// <returns>Bytes taken from the input, and bytes written to the output.</returns>
    /// <exception cref="MapleException"><c>bad_request</c></exception>
    public (int Read, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int read = 0, written = 0;
        while (read < input.Length && _state != State.End)
        {
            if (_state != State.Data)
            {
                Step(input[read++]);
                continue;
            }

            int count = (int)Math.Min(_left, Math.Min(input.Length - read, output.Length - written));
            if (count == 0)
                break;
            input.Slice(read, count).CopyTo(output[written..]);
            read += count;
            written += count;
            _left -= count;
            _data += count;
            if (_left == 0)
                _state = State.DataReturn;
        }

        return (read, written);
    }

    private void Step(byte value)
    {
        if (++_framing > MaxFraming && _framing > 2 * _data)
            throw Refused();
        _state = _state switch
        {
            State.Size => InSize(value),
            State.Extension => InExtension(value),
            State.SizeLineFeed => Expect(value, '\n', AfterSize()),
            State.DataReturn => Expect(value, '\r', State.DataLineFeed),
            State.DataLineFeed => Expect(value, '\n', BeginSize()),
            State.Trailer => InTrailer(value),
            State.TrailerLineFeed => Expect(value, '\n', _isEmptyLine ? State.End : BeginTrailer()),
            _ => throw new InvalidOperationException($"{_state} is not read by the byte"),
        };
    }

    private State InSize(byte value)
    {
        if (char.IsAsciiHexDigit((char)value) && _digits < MaxSizeDigits)
        {
            _digits++;
            _left = (_left << 4) + (value <= '9' ? value - '0' : (value | 0x20) - 'a' + 10);
            return State.Size;
        }

        if (_digits == 0)
            throw Refused();
        return value switch
        {
            (byte)'\r' => State.SizeLineFeed,
            (byte)';' or (byte)' ' or (byte)'\t' => State.Extension,
            _ => throw Refused(),
        };
    }

    private State InExtension(byte value)
    {
        if (value == '\r')
            return State.SizeLineFeed;
        Forget(value);
        return State.Extension;
    }

    private State InTrailer(byte value)
    {
        if (value == '\r')
            return State.TrailerLineFeed;
        Forget(value);
        _isEmptyLine = false;
        return State.Trailer;
    }

    private State AfterSize() => _left == 0 ? BeginTrailer() : State.Data;

    private State BeginSize()
    {
        (_left, _digits, _forgotten) = (0, 0, 0);
        return State.Size;
    }

    private State BeginTrailer()
    {
        _isEmptyLine = true;
        return State.Trailer;
    }

    private void Forget(byte value)
    {
        if (value < ' ' && value != '\t' || ++_forgotten > MaxForgotten)
            throw Refused();
    }

    private static State Expect(byte value, char wanted, State next) => value == wanted ? next : throw Refused();

    private static MapleException Refused() => new(
        ErrorCode.BadRequest,
        "The chunks of the request's body are not what RFC 9112 says (a size in hexadecimal digits, CRLF, the bytes, CRLF), or tiny.",
        "请求体的分块不符合 RFC 9112（应为十六进制长度、CRLF、数据、CRLF），或者过小。");
}
