using System.Buffers;
using System.Text;
using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>The header fields of a request (RFC 9112 section 5), looked up where they lie: most are never asked for.</summary>
internal sealed class FieldLines
{
    /// <summary>Apache's and Kestrel's.</summary>
    private const int MaxFields = 100;

    /// <summary>RFC 9110 section 5.5: visible characters, blanks, and bytes above ASCII.</summary>
    private static readonly SearchValues<byte> s_value = SearchValues.Create([(byte)'\t', .. Enumerable.Range(0x20, 0xE0).Where(b => b != 0x7F).Select(b => (byte)b)]);

    private readonly byte[] _lines;
    private readonly List<Field> _fields = [];

    /// <param name="lines">Each with its CRLF.</param>
    /// <exception cref="MapleException"><c>bad_request</c>, <c>headers_too_large</c></exception>
    public FieldLines(byte[] lines)
    {
        _lines = lines;
        for (int start = 0, end; start < lines.Length; start = end + 2)
        {
            end = start + lines.AsSpan(start).IndexOf("\r\n"u8);
            if (_fields.Count == MaxFields)
                throw HeadErrors.TooMany(MaxFields);
            _fields.Add(Parse(start, end));
        }
    }

    /// <summary>The last of that name, as the proxy next to us wrote it; null when there is none. Bytes above ASCII are Latin-1.</summary>
    public string? Last(string name)
    {
        for (int i = _fields.Count - 1; i >= 0; i--)
        {
            if (Is(_fields[i], name))
                return Encoding.Latin1.GetString(_lines.AsSpan(_fields[i].Value, _fields[i].ValueLength));
        }

        return null;
    }

    /// <exception cref="MapleException"><c>bad_request</c>: there are more than one.</exception>
    public string? Single(string name)
    {
        int count = 0;
        foreach (Field field in _fields)
            count += Is(field, name) ? 1 : 0;
        return count > 1 ? throw HeadErrors.Repeated(name) : count == 0 ? null : Last(name);
    }

    private bool Is(Field field, string name) => Ascii.EqualsIgnoreCase(_lines.AsSpan(field.Name, field.NameLength), name);

    private Field Parse(int start, int end)
    {
        ReadOnlySpan<byte> line = _lines.AsSpan(start, end - start);
        int colon = line.IndexOf((byte)':');
        if (colon < 0 || !Token.Is(line[..colon]) || line[(colon + 1)..].ContainsAnyExcept(s_value))
            throw HeadErrors.Field(line);
        ReadOnlySpan<byte> value = line[(colon + 1)..];
        int from = value.IndexOfAnyExcept((byte)' ', (byte)'\t');
        int to = value.LastIndexOfAnyExcept((byte)' ', (byte)'\t');
        return from < 0 ? new(start, colon, end, 0) : new(start, colon, start + colon + 1 + from, to - from + 1);
    }

    private readonly record struct Field(int Name, int NameLength, int Value, int ValueLength);
}
