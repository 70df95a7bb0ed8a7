using System.Text;
using System.Text.RegularExpressions;
using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>The multipart reader against busboy, the parser behind most uploads to Node.js.</summary>
internal sealed partial class BusboyTarget() : MultipartTarget("multipart-busboy")
{
    public override Peer? StartPeer() => new("/usr/bin/node", "busboy.js", "node-busboy");

    public override bool Agree(string ours, string theirs) =>
        ours == theirs || (theirs.Contains(Answers.Refused, StringComparison.Ordinal) && ours.Contains(Answers.Refused, StringComparison.Ordinal));

    public override bool IsKnown(byte[] input, string ours, string theirs)
    {
        string body = Encoding.Latin1.GetString(input);
        // RFC 2046 5.1.1: blanks may follow a boundary, and a longer line that begins the same way is content. busboy ends the part at the boundary,
        // whatever follows it.
        if (LongerDelimiter().IsMatch(body))
            return true;
        // The same section: a part may be header lines alone, and then the blank line's CRLF belongs to the delimiter.
        if (FormGrammar.DelimiterAfterBlankLine().IsMatch(body))
            return true;
        // busboy drops a part without a name, or whose disposition it can't read, and goes on; maple refuses the form and says which part is wrong.
        if (FormGrammar.HeaderRefusal().IsMatch(ours))
            return true;
        // A boundary where header lines should stand: they end at a blank line, so to maple it is one of them. busboy looks for boundaries first.
        if (ours.Contains(Answers.Refused, StringComparison.Ordinal) && DelimiterInHeaders().IsMatch(body))
            return true;
        // A form that ends before its first part is empty to maple; busboy looks on for a part.
        if (EndBeforeParts().IsMatch(body))
            return true;
        // A control character in a header line ends the form for busboy; maple lets it through and shows it as U+FFFD.
        if (theirs.Contains("Malformed part header", StringComparison.Ordinal) && Control().IsMatch(body))
            return true;
        if (theirs.EndsWith("never ends", StringComparison.Ordinal))
            return true;
        // A field value that begins on the line below: to busboy there is none, and it drops the part.
        if (EmptyFirstLine().IsMatch(body))
            return true;
        // filename="" is what browsers send of an input without a file: to maple a file without a name, to busboy a text.
        if (EmptyFilename().IsMatch(body) && WithoutFilenames(ours).SequenceEqual(WithoutFilenames(theirs)))
            return true;
        // Names that follow no grammar or come twice; and those that browsers escape as WHATWG's HTML says, which busboy leaves as they are.
        return FormGrammar.HasOddDisposition(body) || FormGrammar.BrowserEscape().IsMatch(body) || FormGrammar.Path().IsMatch(body);
    }

    private static IEnumerable<(string Name, string Content)> WithoutFilenames(string answer) =>
        answer.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(',')).Select(part => (part[0], part[^1]));

    [GeneratedRegex(@"(?:^|\r\n)--abc(?!(?:--)?(?:\r\n|\z))")]
    private static partial Regex LongerDelimiter();

    [GeneratedRegex(@"--abc\r\n(?:(?!\r\n\r\n).)*--abc", RegexOptions.Singleline)]
    private static partial Regex DelimiterInHeaders();

    [GeneratedRegex(@"^(?:(?!--abc(?:--|\r\n)).)*--abc--", RegexOptions.Singleline)]
    private static partial Regex EndBeforeParts();

    [GeneratedRegex(@"Content-Disposition:[ \t]*\r\n[ \t]", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyFirstLine();

    [GeneratedRegex("filename\\*?=\"\"", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyFilename();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]")]
    private static partial Regex Control();
}
