using System.Text;

namespace Maple.Http.Parsing;

/// <summary>Names of files as clients send them. They are for show; no path is ever made from one.</summary>
internal static class FileNames
{
    /// <summary>What file systems store at most, in bytes; here in characters, so that a long Chinese name is kept too.</summary>
    private const int MaxLength = 255;

    private const string Fallback = "image";

    /// <summary>
    /// Behind the last slash or backslash: old clients send <c>C:\pictures\a.png</c>, folder uploads <c>pictures/a.png</c>.
    /// </summary>
    public static string LastSegment(string name) => name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    /// <summary>One line of text that shows what it is, at most 255 characters and never empty. Emoji stay.</summary>
    public static string Clean(string? name)
    {
        var clean = new StringBuilder(MaxLength);
        foreach (var rune in LastSegment(name ?? "").EnumerateRunes())
        {
            if (!(rune.IsBmp && IsUnprintable((char)rune.Value)))
            {
                clean.Append(rune);
            }
        }
        string shown = Cut(clean.ToString().Trim(), MaxLength).TrimEnd();
        return shown is "" or "." or ".." ? Fallback : shown;
    }

    /// <summary>
    /// Controls, line separators, and what turns the direction of text (U+202E makes <c>gpj.exe</c> look like <c>exe.jpg</c>).
    /// </summary>
    public static bool IsUnprintable(char c) =>
        char.IsControl(c)
        || c is '\u061C' or '\u200E' or '\u200F' or '\uFEFF' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>The first characters, without half of a surrogate pair at the end.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
