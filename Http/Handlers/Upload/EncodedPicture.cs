using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Maple.Errors;
using Maple.Http.Fetching;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// A picture that comes as text: Base64 (RFC 4648 section 4 or 5, padded or not, with line ends or without), or a <c>data:</c> URL of it (RFC 2397).
/// Decoded into a staged blob as it comes. It may also be the URL of a picture that is elsewhere.
/// </summary>
/// <param name="field">Where it stands, for messages.</param>
internal sealed class EncodedPicture(string field, IBlobStore blobs) : IAsyncDisposable
{
    /// <summary>Every kind of picture has a byte that no text has before that.</summary>
    public const int BeginningLength = 64;

    /// <summary>A media type and its parameters, or a whole URL.</summary>
    private const int MaxPrefix = PictureFetcher.MaxUrl + 1;

    private const int BufferSize = 64 << 10;

    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create("+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> s_text =
        SearchValues.Create("+/-_=\r\n\t 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<byte> _prefix = [];
    private readonly List<byte> _escape = [];
    private StagedBlob? _staged = blobs.Stage();
    private int _length;
    private int _padding;
    private bool _isPastPrefix;

    /// <summary>False for what is no such text, as a picture's own bytes.</summary>
    public static bool CanBegin(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith("data:"u8) || IsUrl(beginning) || (!beginning.IsEmpty && !beginning.ContainsAnyExcept(s_text));

    /// <param name="hasJsonEscapes">The text is the inside of a JSON string; escapes may be cut between two calls.</param>
    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> text, bool hasJsonEscapes = false)
    {
        while (!text.IsEmpty)
        {
            text = text[Take(text.Span, hasJsonEscapes)..];
            if (_length >= BufferSize - MaxPrefix)
                await FlushAsync(isLast: false).ConfigureAwait(false);
        }
    }

    /// <summary>Takes some of the text and returns how much.</summary>
    private int Take(ReadOnlySpan<byte> text, bool hasJsonEscapes)
    {
        if (_isPastPrefix && _padding == 0 && _escape.Count == 0)
        {
            ReadOnlySpan<byte> part = text[..Math.Min(text.Length, BufferSize - _length)];
            int plain = part.IndexOfAnyExcept(s_plain) is var end && end < 0 ? part.Length : end;
            part[..plain].CopyTo(_buffer.AsSpan(_length));
            _length += plain;
            if (plain > 0)
                return plain;
        }

        byte c = text[0];
        if (hasJsonEscapes && (c == '\\' || _escape.Count > 0))
        {
            _escape.Add(c);
            if (Unescaped() is not { } plain)
                return 1;
            _escape.Clear();
            c = plain;
        }

        if (!_isPastPrefix)
            AddToPrefix(c);
        else
            Add(c);
        return 1;
    }

    /// <summary>Adds it to the others.</summary>
    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public async Task EndAsync(string fileName, IncomingPictures pictures)
    {
        if (_escape.Count > 0)
            throw Invalid();
        if (IsUrl([.. _prefix]))
        {
            pictures.AddUrl(Encoding.UTF8.GetString([.. _prefix]).Trim());
            return;
        }

        if (!_isPastPrefix)
            EndPrefix();
        // One sign of a group of four holds no byte.
        if ((_length + _padding) % 4 == 1 || (_padding > 0 && (_length + _padding) % 4 != 0))
            throw Invalid();
        while (_length % 4 != 0)
            _buffer[_length++] = (byte)'=';
        await FlushAsync(isLast: true).ConfigureAwait(false);
        pictures.AddFile(new ReceivedFile(fileName, _staged!, Convert.ToHexStringLower(_hash.GetHashAndReset())));
        _staged = null;
    }

    public async ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash.Dispose();
        if (_staged is not null)
            await _staged.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Until it is known what it is.</summary>
    private void AddToPrefix(byte c)
    {
        if (c == ',' && HasScheme("data:"))
        {
            if (!Encoding.ASCII.GetString([.. _prefix]).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
                throw Invalid();
            _prefix.Clear();
            _isPastPrefix = true;
            return;
        }

        _prefix.Add(c);
        if (_prefix.Count == MaxPrefix || (_prefix.Count == "https://".Length && !HasScheme("data:") && !IsUrl([.. _prefix])))
            EndPrefix();
    }

    private bool HasScheme(string scheme) =>
        _prefix.Count >= scheme.Length
        && Encoding.ASCII.GetString([.. _prefix[..scheme.Length]]).Equals(scheme, StringComparison.OrdinalIgnoreCase);

    private static bool IsUrl(ReadOnlySpan<byte> text) => text.StartsWith("http://"u8) || text.StartsWith("https://"u8);

    private void EndPrefix()
    {
        _isPastPrefix = true;
        foreach (byte c in _prefix)
            Add(c);
        _prefix.Clear();
    }

    private void Add(byte c)
    {
        if (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            return;
        if (c == '=')
            _padding++;
        else if (_padding > 0 || !s_text.Contains(c))
            throw Invalid();
        else
            _buffer[_length++] = c switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', _ => c };
        if (_padding > 2)
            throw Invalid();
    }

    private async ValueTask FlushAsync(bool isLast)
    {
        int whole = isLast ? _length : _length / 4 * 4;
        if (Base64.DecodeFromUtf8InPlace(_buffer.AsSpan(0, whole), out int decoded) != OperationStatus.Done)
            throw Invalid();
        byte[] rest = _buffer[whole.._length];
        _hash.AppendData(_buffer.AsSpan(0, decoded));
        await _staged!.WriteAsync(_buffer.AsMemory(0, decoded)).ConfigureAwait(false);
        rest.CopyTo(_buffer, 0);
        _length = rest.Length;
    }

    /// <summary>The character of the escape (RFC 8259 section 7) that has come so far; null while it is not whole.</summary>
    private byte? Unescaped() => _escape switch
    {
        [_] or [_, (byte)'u'] or [_, (byte)'u', _] or [_, (byte)'u', _, _] or [_, (byte)'u', _, _, _] => null,
        [_, (byte)'/'] => (byte)'/',
        [_, (byte)'n' or (byte)'r' or (byte)'t'] => (byte)' ',
        [_, (byte)'u', .. var digits] when int.TryParse(
            Encoding.ASCII.GetString([.. digits]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int c) && c < 128 => (byte)c,
        _ => throw Invalid(),
    };

    private MapleException Invalid() => new(
        ErrorCode.InvalidParameter,
        $"'{field}' must be a picture in Base64, or a data: URL of one, such as data:image/png;base64,iVBORw0KGgo...; it is not.",
        $"'{field}' 应为 Base64 编码的图片，或 data: URL，例如 data:image/png;base64,iVBORw0KGgo...；但它不是。")
    { Parameter = field };
}
