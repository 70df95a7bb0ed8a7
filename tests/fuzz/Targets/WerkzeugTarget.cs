using System.Text;
using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>
/// The multipart reader against werkzeug's decoder. Its tolerance for a bare CR or LF as the end of a line is switched off in the script: RFC 2046
/// wants CRLF, and so does maple.
/// </summary>
internal sealed partial class WerkzeugTarget() : MultipartTarget("multipart-werkzeug")
{
    public override Peer? StartPeer() => new("/usr/bin/python3", "werkzeug.py", "python3-werkzeug");

    public override bool Agree(string ours, string theirs) =>
        ours == theirs || (Answers.IsRefusal(theirs) && ours.Contains(Answers.Refused, StringComparison.Ordinal));

    public override bool IsKnown(byte[] input, string ours, string theirs)
    {
        string body = Encoding.Latin1.GetString(input);
        // RFC 2046 5.1.1: a delimiter stands at the beginning of a line. werkzeug finds the first one in the middle of one too.
        if (DelimiterWithinPreamble().IsMatch(body))
            return true;
        // The same section: a part may be header lines alone, and then the blank line's CRLF belongs to the delimiter. To werkzeug that
        // delimiter is content.
        if (FormGrammar.DelimiterAfterBlankLine().IsMatch(body))
            return true;
        // The same section: padding behind a boundary is spaces and tabs. To werkzeug vertical tabs and form feeds are too, as to Python's \s.
        if (OddPadding().IsMatch(body))
            return true;
        // A name that is not UTF-8 is shown with U+FFFD, and one in a charset that nobody knows is as good as none (RFC 8187 3.2.1); werkzeug gives up.
        if (Answers.IsRefusal(theirs))
            return theirs.StartsWith("!UnicodeDecodeError", StringComparison.Ordinal) || theirs.StartsWith("!LookupError", StringComparison.Ordinal);
        // maple refuses header lines that RFC 7578 4.2 doesn't allow: no form-data, no name, two dispositions, a bare CR, LF or NUL, a
        // name that is no token, an encoding. werkzeug takes them as they are. What came before must be the same.
        string[] parts = Contents(ours), others = Contents(theirs);
        if (ours.Contains(Answers.Refused, StringComparison.Ordinal))
            return ours.Contains($"!{ErrorCode.InvalidMultipart}", StringComparison.Ordinal) && FormGrammar.HeaderRefusal().IsMatch(ours) && others.Length > parts.Length && parts.AsSpan().SequenceEqual(others.AsSpan(0, parts.Length));
        // A disposition that follows no grammar is guessed at by each in its own way, and of two names maple takes the first, werkzeug
        // the last; filename* goes before filename (RFC 6266 4.3) whatever their order. Python strips the separators of ASCII (0x1C to 0x1F) like
        // spaces. The content must be the same.
        return (FormGrammar.HasOddDisposition(body) || Separator().IsMatch(body) || FormGrammar.BrowserEscape().IsMatch(body) || FormGrammar.Path().IsMatch(body)) && parts.SequenceEqual(others);
    }

    private static string[] Contents(string answer) => [.. answer.Split(Answers.Refused)[0].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(',')[2])];

    [GeneratedRegex(@"^(?!--abc(?:--|[ \t]*\r\n))(?:(?!\r\n--abc[ \t]*\r\n|\r\n--abc--).)*?(?<!\r\n)--abc(?:--|[ \t\v\f]*\r\n)", RegexOptions.Singleline)]
    private static partial Regex DelimiterWithinPreamble();

    [GeneratedRegex(@"--abc(?:--)?[ \t]*[\v\f][ \t\v\f]*(?:\r\n|$)")]
    private static partial Regex OddPadding();

    [GeneratedRegex(@"[\x1c-\x1f]")]
    private static partial Regex Separator();
}
