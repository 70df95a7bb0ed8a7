using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

public sealed partial class DifferentialTests
{
    [Fact]
    public async Task Spoilt_forms_are_read_as_werkzeug_reads_them()
    {
        List<byte[]> bodies = [.. Mutations.Bodies(seed: 20, count: 6_000)];
        var answers = await PythonDecoder.Decode(bodies);
        Assert.Equal(bodies.Count, answers.Count);
        var disagreements = new List<string>();
        int agreed = 0;
        foreach (var (body, (theirs, reason)) in bodies.Zip(answers))
        {
            string text = Encoding.Latin1.GetString(body);
            var (ours, refusal) = await Ours(body);
            bool same = theirs is null ? refusal is not null : refusal is null && ours.SequenceEqual(theirs);
            agreed += same ? 1 : 0;
            if (!same && !IsKnown(text, ours, refusal, theirs, reason))
            {
                disagreements.Add($"{JsonSerializer.Serialize(text)}\n  ours:   {Show(ours)} {refusal?.Message}\n  theirs: {Show(theirs ?? [])} {reason}");
            }
        }
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {bodies.Count}\n" + string.Join('\n', disagreements));
        // The known differences must stay the exception, or the comparison says nothing.
        Assert.InRange(agreed, bodies.Count * 3 / 4, bodies.Count);
    }

    private static bool IsKnown(string body, List<Seen> ours, MapleException? refusal, List<Seen>? theirs, string? reason)
    {
        // RFC 2046 5.1.1: a delimiter stands at the beginning of a line. werkzeug finds the first one in the middle of one too.
        if (DelimiterWithinPreamble().IsMatch(body))
        {
            return true;
        }
        // The same section: a part may be header lines alone, and then the blank line's CRLF belongs to the delimiter. To werkzeug that
        // delimiter is content.
        if (DelimiterAfterBlankLine().IsMatch(body))
        {
            return true;
        }
        // A name that is not UTF-8 is shown with U+FFFD; werkzeug gives up.
        if (theirs is null)
        {
            return reason!.StartsWith("UnicodeDecodeError", StringComparison.Ordinal);
        }
        // maple refuses header lines that RFC 7578 4.2 doesn't allow: no form-data, no name, two dispositions, a bare CR, LF or NUL, a
        // name that is no token, an encoding. werkzeug takes them as they are. What came before must be the same.
        if (refusal is not null)
        {
            return refusal.Code == ErrorCode.InvalidMultipart && HeaderRefusal().IsMatch(refusal.Message)
                && theirs.Count > ours.Count && SameContent(ours, theirs[..ours.Count]);
        }
        // A disposition that follows no grammar is guessed at by each in its own way, and of two names maple takes the first, werkzeug
        // the last. The content must be the same.
        return Disposition().Matches(body).Any(match => !WellFormed().IsMatch(match.Value) || NameTwice().IsMatch(match.Value)) && SameContent(ours, theirs);
    }

    private static bool SameContent(List<Seen> ours, List<Seen> theirs) => ours.Select(part => part.Content).SequenceEqual(theirs.Select(part => part.Content));

    /// <summary>The parts up to the end or the refusal.</summary>
    private static async Task<(List<Seen> Parts, MapleException? Refusal)> Ours(byte[] body)
    {
        using var reader = new MultipartReader(new TrickleStream(body, 5), Form.Boundary, new MultipartLimits());
        var parts = new List<Seen>();
        try
        {
            while (await reader.ReadPartAsync(TestContext.Current.CancellationToken) is { } part)
            {
                var content = new StringBuilder();
                while (await part.ReadRunAsync(TestContext.Current.CancellationToken) is { IsEmpty: false } run)
                {
                    content.Append(Encoding.Latin1.GetString(run.Span));
                }
                parts.Add(new Seen(part.Name, part.FileName, content.ToString()));
            }
            return (parts, null);
        }
        catch (MapleException refusal)
        {
            return (parts, refusal);
        }
    }

    private static string Show(List<Seen> parts) => JsonSerializer.Serialize(parts);

    [GeneratedRegex(@"^(?!--abc(?:--|[ \t]*\r\n))(?:(?!\r\n--abc[ \t]*\r\n|\r\n--abc--).)*?(?<!\r\n)--abc(?:--|[ \t\v\f]*\r\n)", RegexOptions.Singleline)]
    private static partial Regex DelimiterWithinPreamble();

    [GeneratedRegex(@"\r\n\r\n--abc(?:--|[ \t]*\r\n)")]
    private static partial Regex DelimiterAfterBlankLine();

    [GeneratedRegex("no line 'Content-Disposition|no name|two Content-Disposition|bare CR, LF or NUL|is no header line|is encoded as")]
    private static partial Regex HeaderRefusal();

    [GeneratedRegex(@"Content-Disposition:(?:(?!\r\n[^ \t]).)*", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Disposition();

    [GeneratedRegex(@"[; ](name|filename)=.*[; ]\1=", RegexOptions.Singleline)]
    private static partial Regex NameTwice();

    [GeneratedRegex("""^Content-Disposition:\s*form-data(?:;\s*[a-z*]+=(?:[^\s";\\=,]+|"(?:[^"\\]|\\["\\])*"))*\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex WellFormed();
}
