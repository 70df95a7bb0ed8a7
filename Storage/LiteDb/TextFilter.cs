using System.Buffers;
using System.Text;

namespace Maple.Storage.LiteDb;

/// <summary>
/// 'Contains, without regard to case' over UTF-8, as <see cref="StringComparison.OrdinalIgnoreCase"/> has it. Plain ASCII is looked for in
/// the bytes as they are. Anything else is looked for only in texts that are not plain ASCII themselves, since no letter beyond ASCII equals
/// one within it (a test goes through all of them).
/// </summary>
internal sealed class TextFilter
{
    private readonly string _wanted;
    private readonly byte[]? _ascii;
    private readonly SearchValues<byte>? _first;

    /// <param name="wanted">Null or empty matches everything.</param>
    public TextFilter(string? wanted)
    {
        _wanted = wanted ?? "";
        if (_wanted.Length == 0 || !Ascii.IsValid(_wanted))
            return;
        _ascii = Encoding.ASCII.GetBytes(_wanted.ToLowerInvariant());
        _first = SearchValues.Create([_ascii[0], (byte)char.ToUpperInvariant((char)_ascii[0])]);
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        if (_wanted.Length == 0)
            return true;
        if (_ascii is null)
            return !Ascii.IsValid(text) && MatchesDecoded(text);
        while (text.Length >= _ascii.Length)
        {
            int at = text[..(text.Length - _ascii.Length + 1)].IndexOfAny(_first!);
            if (at < 0)
                return false;
            if (Ascii.EqualsIgnoreCase(text.Slice(at, _ascii.Length), _ascii))
                return true;
            text = text[(at + 1)..];
        }

        return false;
    }

    private bool MatchesDecoded(ReadOnlySpan<byte> text)
    {
        Span<char> decoded = text.Length <= 1024 ? stackalloc char[text.Length] : new char[text.Length];
        int length = Encoding.UTF8.GetChars(text, decoded);
        return decoded[..length].Contains(_wanted, StringComparison.OrdinalIgnoreCase);
    }
}
