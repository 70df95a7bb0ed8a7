using System.Text.RegularExpressions;

namespace Maple.Fuzz.Targets;

/// <summary>What in a form each parser reads in its own way, as expressions over its bytes as Latin-1.</summary>
internal static partial class FormGrammar
{
    /// <summary>A disposition that follows no grammar, or gives a name twice.</summary>
    public static bool HasOddDisposition(string body) =>
        Disposition().Matches(body).Any(match => !WellFormed().IsMatch(match.Value) || NameTwice().IsMatch(match.Value) || BadExtendedValue().IsMatch(match.Value));

    /// <summary>Quotes and line breaks in names as browsers send them (WHATWG HTML 4.10.21.8); maple reads them, others leave them as they are.</summary>
    [GeneratedRegex("name=.*%(?:22|0D|0A)", RegexOptions.IgnoreCase)]
    public static partial Regex BrowserEscape();

    /// <summary>What maple refuses of a part's header lines.</summary>
    [GeneratedRegex("no line 'Content-Disposition|no name|two Content-Disposition|bare CR, LF or NUL|is no header line|is encoded as")]
    public static partial Regex HeaderRefusal();

    [GeneratedRegex(@"\r\n\r\n--abc(?:--|[ \t]*\r\n)")]
    public static partial Regex DelimiterAfterBlankLine();

    [GeneratedRegex(@"Content-Disposition:(?:(?!\r\n[^ \t]).)*", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Disposition();

    [GeneratedRegex(@"[;\s](name|filename)\*?=.*[;\s]\1\*?=", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex NameTwice();

    /// <summary>A path; maple keeps its last segment (RFC 7578 4.2).</summary>
    [GeneratedRegex(@"filename\*?=.*[\\/]", RegexOptions.IgnoreCase)]
    public static partial Regex Path();

    /// <summary>Not RFC 8187's, or in a charset that it doesn't name: to maple it is as if it weren't there.</summary>
    [GeneratedRegex(@"\*=(?!(?:utf-8|iso-8859-1)'[^']*'(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9a-f]{2})+(?:[ \t\r\n;]|$))", RegexOptions.IgnoreCase)]
    private static partial Regex BadExtendedValue();

    [GeneratedRegex("""^Content-Disposition:[ \t\r\n]*form-data(?:;[ \t\r\n]*[a-z]+\*?=(?:[!#$%&'*+.^_`|~0-9a-z-]+|"(?:[^"\\]|\\["\\])*"))*[ \t\r\n]*$""", RegexOptions.IgnoreCase)]
    private static partial Regex WellFormed();
}
