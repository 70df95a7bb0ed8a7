using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Parsing;

namespace Maple.Fuzz.Targets;

/// <summary>
/// The decoder of chunked bodies: cut anywhere, into buffers of any size, it gives what a plain reading of the whole text by RFC 9112 section 7.1 does.
/// </summary>
internal sealed class ChunkedTarget() : Target("chunked")
{
    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "\r\n", "\r", "\n", "0\r\n\r\n", "0\r\n", "1\r\na\r\n", "A\r\n0123456789\r\n", "5;a=b\r\n", ";", " ", "\t", "\"", "00000000000000", "FFFFFFFFFFFFFFF", "X: y\r\n", "\0", "GET / HTTP/1.1\r\n");

    public override string? Check(byte[] input)
    {
        string model = Model(input);
        string whole = Decode(input, [input.Length + 1], input.Length + 1);
        int[] cuts = Pieces.Cuts(input);
        string cut = Decode(input, cuts, cuts[1]);
        Finding.Unless(model == whole && whole == cut, $"plain: {model}\nwhole: {whole}\ncut: {cut}");
        return null;
    }

    private static string Decode(byte[] input, int[] cuts, int outputSize)
    {
        var decoder = new ChunkedDecoder();
        var all = new List<byte>();
        byte[] output = new byte[outputSize];
        int at = 0;
        try
        {
            for (int i = 0, came = 0; at < input.Length && !decoder.IsAtEnd; i++)
            {
                came = Math.Min(input.Length, came + cuts[i % cuts.Length]);
                for (int read = 1, written = 0; read > 0 || written > 0; at += read)
                {
                    (read, written) = decoder.Decode(input.AsSpan(at, came - at), output);
                    all.AddRange(output.AsSpan(0, written));
                }

                Finding.Unless(at == came || decoder.IsAtEnd, "it doesn't go on");
            }
        }
        catch (MapleException refusal)
        {
            Answers.Check(refusal);
            return "refused";
        }

        return $"{decoder.IsAtEnd} {(decoder.IsAtEnd ? at : 0)} {Convert.ToHexString([.. all])}";
    }

    private static string Model(byte[] text)
    {
        var all = new List<byte>();
        int at = 0;
        while (true)
        {
            long size = 0;
            int digits = 0;
            for (; at < text.Length && digits < 15 && char.IsAsciiHexDigit((char)text[at]); at++, digits++)
                size = size * 16 + Convert.ToInt32(((char)text[at]).ToString(), 16);
            if (at == text.Length)
                return More();
            if (digits == 0 || !";\r \t".Contains((char)text[at], StringComparison.Ordinal))
                return "refused";
            if (Line(text[at] == '\r' ? at : at + 1) is not { } next)
                return _refused ? "refused" : More();
            at = next;
            if (size == 0)
                break;
            int count = (int)Math.Min(size, text.Length - at);
            all.AddRange(text.AsSpan(at, count));
            at += count;
            foreach (byte wanted in "\r\n"u8)
            {
                if (at == text.Length)
                    return More();
                if (text[at++] != wanted)
                    return "refused";
            }
        }

        while (true)
        {
            bool isEmpty = at < text.Length && text[at] == '\r';
            if (Line(at) is not { } next)
                return _refused ? "refused" : More();
            at = next;
            if (isEmpty)
                return $"True {at} {Convert.ToHexString([.. all])}";
        }

        string More() => $"False 0 {Convert.ToHexString([.. all])}";

        // The end of a line without control characters; null when it is cut off or refused.
        int? Line(int from)
        {
            _refused = false;
            for (int i = from; i < text.Length; i++)
            {
                if (text[i] == '\r')
                {
                    _refused = i + 1 < text.Length && text[i + 1] != '\n';
                    return i + 1 < text.Length && !_refused ? i + 2 : null;
                }

                if (text[i] < ' ' && text[i] != '\t')
                {
                    _refused = true;
                    return null;
                }
            }

            return null;
        }
    }

    [ThreadStatic]
    private static bool _refused;
}
