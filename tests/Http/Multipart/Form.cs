using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

/// <summary>Reads a whole form for a test. Bytes are shown as Latin-1, one character each.</summary>
internal static class Form
{
    public const string Boundary = "abc";

    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    public static string Part(string head, string content) => $"--{Boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n";

    public static Task<List<Seen>> Read(string body, MultipartLimits? limits = null) => Read(new CutStream(Bytes(body)), limits);

    public static async Task<List<Seen>> Read(Stream body, MultipartLimits? limits = null, string boundary = Boundary)
    {
        using var reader = new MultipartReader(body, boundary, limits ?? new MultipartLimits());
        var seen = new List<Seen>();
        while (await reader.ReadPartAsync(TestContext.Current.CancellationToken) is { } part)
        {
            var content = new StringBuilder();
            await part.CopyToAsync((run, _) => { content.Append(Encoding.Latin1.GetString(run.Span)); return ValueTask.CompletedTask; },
                TestContext.Current.CancellationToken);
            seen.Add(new Seen(part.Name, part.FileName, content.ToString()));
        }
        return seen;
    }

    public static async Task<MapleException> Refused(ErrorCode code, string body, MultipartLimits? limits = null)
    {
        var refusal = await Assert.ThrowsAsync<MapleException>(() => Read(body, limits));
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}

internal sealed record Seen(string Name, string? FileName, string Content);
