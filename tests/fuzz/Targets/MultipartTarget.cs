using System.Buffers;
using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Multipart;

namespace Maple.Fuzz.Targets;

/// <summary>The multipart reader: however a body is cut into reads, its parts and its refusal are the same, and no content comes from nowhere.</summary>
internal class MultipartTarget(string name = "multipart") : Target(name)
{
    public const string Boundary = "abc";

    public override string CorpusName => "multipart";

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "\r\n", "\r", "\n", "-", "--", "--abc", "--abc--", "\r\n--abc", "\r\n--abc\r\n", "\r\n--abc--", "\r\n\r\n", " ", "\t", "\0", "\xff", ":", ";", "=", "\"", "\\", "a",
        "Content-Disposition: form-data; name=\"z\"\r\n", "\r\nContent-Type: text/plain", "; name=y", "; filename=\"\"", "; filename*=UTF-8''%e5%9b%be", "%22", "'",
        "Content-Transfer-Encoding: base64\r\n");

    // The reader's window of 64 KB is pooled; the answer is written in hexadecimal twice.
    public override long MayAllocate(int length) => (64 << 10) + 300L * length;

    public override string? Check(byte[] input)
    {
        string whole = Read(new CutStream(input));
        string cut = Read(new CutStream(input, Pieces.Cuts(input)));
        Finding.Unless(whole == cut, $"whole: {whole}\ncut: {cut}");
        return whole;
    }

    /// <summary>Name, file name and content of each part in hexadecimal; then the refusal, if any.</summary>
    private static string Read(Stream body)
    {
        using var reader = new MultipartReader(body, Boundary, new MultipartLimits());
        var answer = new StringBuilder();
        try
        {
            ReadAsync(reader, answer).GetAwaiter().GetResult();
        }
        catch (MapleException refusal)
        {
            Finding.Unless(refusal.Code is ErrorCode.InvalidMultipart or ErrorCode.TruncatedBody or ErrorCode.TooManyParts, $"{refusal.Code}");
            answer.Append(Answers.Of(refusal));
        }

        return answer.ToString();
    }

    private static async Task ReadAsync(MultipartReader reader, StringBuilder answer)
    {
        var content = new ArrayBufferWriter<byte>();
        while (await reader.ReadPartAsync() is { } part)
        {
            content.ResetWrittenCount();
            while (await part.ReadRunAsync() is { IsEmpty: false } run)
                content.Write(run.Span);
            answer.Append(Answers.Hex(part.Name)).Append(',').Append(Answers.Hex(part.FileName)).Append(',')
                .Append(Convert.ToHexStringLower(content.WrittenSpan)).Append(';');
        }
    }
}
