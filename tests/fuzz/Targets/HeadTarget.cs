using System.Globalization;
using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Parsing;

namespace Maple.Fuzz.Targets;

/// <summary>
/// The front's reading of a request's head: however the bytes are cut, the same end is found or the head is refused each time, and what is read from
/// it says one thing only.
/// </summary>
internal class HeadTarget(string name = "head") : Target(name)
{
    /// <summary>Fields that maple or a proxy acts upon.</summary>
    public static readonly string[] Fields =
        ["host", "content-type", "content-length", "transfer-encoding", "connection", "expect", "authorization", "cookie", "range", "x-a"];

    public override string CorpusName => "head";

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "\r\n", "\n", "\r", " ", "\t", ":", "\0", "\xff", "\x7f", "GET ", "POST ", " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", "/", "*", "http://a/", "Host: a\r\n", "Host: [::1]:80\r\n",
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Content-Length: +5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding : chunked\r\n",
        "Connection: close\r\n", "Expect: 100-continue\r\n", "Content-Type: a/b\r\n", "Authorization: x\r\n", "X-A: 1\r\n", "\r\n folded", ", chunked", "9223372036854775807", "99999999999999999999");

    public override string? Check(byte[] input)
    {
        int whole = Scan(input, [], out MapleException? refusal);
        int cut = Scan(input, Pieces.Cuts(input), out MapleException? other);
        // Bytes that come late can't make up for earlier ones, but may show first what is wrong with a head in two ways.
        Finding.Unless(whole == cut && refusal is null == other is null, $"whole: {whole} {refusal?.Code}, cut: {cut} {other?.Code}");
        if (refusal is not null)
            return Answers.Of(refusal);
        if (whole == 0)
            return "more";
        Finding.Unless(whole < HeadScanner.MaxHead && input.AsSpan(0, whole).EndsWith("\r\n\r\n"u8), $"a head of {whole} bytes");
        try
        {
            RequestHead head = RequestHead.Parse(input.AsSpan(0, whole));
            head.Check();
            Finding.Unless(head.ContentLength >= 0 && !(head.IsChunked && head.ContentLength > 0), "two lengths");
            _ = (head.KeepsAlive, head.ExpectsContinue);
            return Show(head);
        }
        catch (MapleException e)
        {
            return Answers.Of(e);
        }
    }

    private static string Show(RequestHead head)
    {
        var answer = new StringBuilder();
        answer.Append(CultureInfo.InvariantCulture, $"{Hex(head.Method)} {Hex(head.Target)} {(head.IsChunked ? "chunked" : head.ContentLength)}");
        foreach (string field in Fields)
            answer.Append(' ').Append(Hex(head.Header(field)));
        return answer.ToString();
    }

    private static string Hex(string? latin1) => latin1 is null ? "-" : Convert.ToHexStringLower(Encoding.Latin1.GetBytes(latin1));

    private static int Scan(byte[] input, int[] cuts, out MapleException? refusal)
    {
        refusal = null;
        var scanner = new HeadScanner();
        try
        {
            for (int at = 0, i = 0; at < input.Length; i++)
            {
                at = cuts.Length == 0 ? input.Length : Math.Min(input.Length, at + cuts[i % cuts.Length]);
                if (scanner.Scan(input.AsSpan(0, at)) is > 0 and var length)
                    return length;
            }

            return 0;
        }
        catch (MapleException e)
        {
            refusal = e;
            return -1;
        }
    }
}
