using System.Text.RegularExpressions;

namespace Maple.Fuzz.Targets;

/// <summary>What in a form each parser reads in its own way, as expressions over its bytes as Latin-1.</summary>
internal static partial class FormGrammar
{
    /// <summary>A disposition that follows no grammar, or gives a name twice.</summary>
    public static bool HasOddDisposition(string body) =>
        Disposition().Matches(body).Any(match => !WellFormed().IsMatch(match.Value) || NameTwice().IsMatch(match.Value));

    /// <summary>What maple refuses of a part's header lines.</summary>
    [GeneratedRegex("no line 'Content-Disposition|no name|two Content-Disposition|bare CR, LF or NUL|is no header line|is encoded as")]
    public static partial Regex HeaderRefusal();

    [GeneratedRegex(@"\r\n\r\n--abc(?:--|[ \t]*\r\n)")]
    public static partial Regex DelimiterAfterBlankLine();

    [GeneratedRegex(@"Content-Disposition:(?:(?!\r\n[^ \t]).)*", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Disposition();

    [GeneratedRegex(@"[; ](name|filename)\*?=.*[; ]\1\*?=", RegexOptions.Singleline)]
    private static partial Regex NameTwice();

    [GeneratedRegex("""^Content-Disposition:\s*form-data(?:;\s*[a-z*]+=(?:[^\s";\\=,]+|"(?:[^"\\]|\\["\\])*"))*\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex WellFormed();
}
