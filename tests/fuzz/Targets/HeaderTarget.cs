using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Content;
using Maple.Http.Multipart;
using Maple.Http.Parsing;

namespace Maple.Fuzz.Targets;

/// <summary>The parsers of field values and of URLs. The first byte of an input says which; the second whether the rest is Latin-1 or UTF-8.</summary>
internal sealed class HeaderTarget() : Target("headers")
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TrustedProxies s_trusted = TrustedProxies.Parse(["127.0.0.1", "10.0.0.0/8"], out _);

    private static readonly Action<string>[] s_parsers =
    [
        text => Finding.Unless(Accept.Prefer(text, "application/json", "text/plain") is "application/json" or "text/plain", "an offer that was not made"),
        text => AcceptLanguage.Prefer(text),
        text => CheckBoundary(text),
        text => CheckBoundary("multipart/form-data; boundary=" + text),
        text => Finding.Unless(!(ContentDisposition.Parse(text).FileName ?? "").Contains('/', StringComparison.Ordinal), "a file name with a folder"),
        text => Cookies.Find(text, "a"),
        CheckEntityTag,
        text => Finding.Unless(Excerpt.Of(text).Length < 200 && !Excerpt.Of(text).Any(char.IsControl), "an excerpt that is none"),
        CheckFileName,
        text => FormUrlEncoded.Parse(Encoding.UTF8.GetBytes(text)),
        text => ForwardedHeaders.Resolve(IPAddress.Loopback, s_trusted, name => name == "Forwarded" ? text : null),
        CheckForwarded,
        text => HostHeader.IsValid(text),
        CheckDate,
        text => Evaluate(new Preconditions(s_now) { IfMatch = text }),
        text => Evaluate(new Preconditions(s_now) { IfNoneMatch = text }),
        text => Evaluate(new Preconditions(s_now) { IfModifiedSince = text, IfUnmodifiedSince = text, IfRange = text }),
        CheckTarget,
        text => CheckTarget("/" + text),
        text => TrustedProxies.Parse([text], out _),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        "99999999999999999999", "-", "--", "=", ";", ",", ", ", " ", "\t", "\"", "\\", "'", "''", "/", "//", "/../", "..", ".", "?", "#", "&", "+", "*/*", ":", "[::1]", "%", "%2", "%2F", "%2e%2e", "%00", "%ff",
        "%e5%9b%be", "\0", "\r\n", "\xe9", "\xc3\xa9", "\xe2\x80\xae", "W/", "\"x\"", "q=0.5", "q=1e999", "zh", "image/", "name=", "filename*=UTF-8''", "boundary=", "multipart/form-data;", "form-data;", "http://", "https://h",
        "127.0.0.1", "::ffff:1.2.3.4", "10.0.0.0/8", "for=", "proto=https", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994");

    /// <summary>One of each kind.</summary>
    public override IEnumerable<byte[]> Seeds => Enumerable.Range(0, s_parsers.Length).SelectMany(parser => s_samples.Select(sample => (byte[])[(byte)parser, 0, .. Encoding.UTF8.GetBytes(sample)]));

    private static readonly string[] s_samples =
    [
        "image/webp, */*;q=0.5", "multipart/form-data; boundary=\"a b\"", "form-data; name=\"images\"; filename*=UTF-8''%e5%9b%be.png", "a=\"1\"; b=2", "W/\"x\", \"y\"", "for=10.1.1.1;proto=https, for=\"[::1]:80\"",
        "Sun, 06 Nov 1994 08:49:37 GMT", "/api/images/7?a=b&c=%20", "10.0.0.0/8", "pics.example:8000",
    ];

    public override long MayAllocate(int length) => (64 << 10) + 600L * length;

    public override string? Check(byte[] input)
    {
        if (input.Length < 2)
            return null;
        string text = (input[1] % 2 == 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(input.AsSpan(2));
        try
        {
            s_parsers[input[0] % s_parsers.Length](text);
        }
        catch (MapleException refusal)
        {
            Answers.Check(refusal);
        }

        return null;
    }

    private static void CheckBoundary(string contentType)
    {
        string boundary = Boundary.Parse(contentType);
        Finding.Unless(boundary.Length is > 0 and <= 70, "a boundary that RFC 2046 doesn't allow");
        Finding.Unless(Boundary.Parse($"multipart/form-data; boundary=\"{boundary}\"") == boundary, "quoted, it is another one");
    }

    private static void CheckEntityTag(string text)
    {
        if (EntityTag.TryParse(text, out EntityTag tag))
            Finding.Unless(EntityTag.TryParse(tag.ToString(), out EntityTag again) && again == tag, "written and read, it is another one");
    }

    private static void CheckFileName(string text)
    {
        string name = FileNames.Clean(text);
        Finding.Unless(name.Length is >= 1 and <= 255 && !name.Any(FileNames.IsUnprintable), "a name that can't be shown");
        Finding.Unless(FileNames.Clean(name) == name, "cleaned twice, it is another one");
    }

    private static void CheckForwarded(string text)
    {
        ForwardedRequest request = ForwardedHeaders.Resolve(IPAddress.Loopback, s_trusted, _ => text);
        Finding.Unless(request.Host is null || HostHeader.IsValid(request.Host), "a host that is none");
        Finding.Unless(request.Prefix is null || request.Prefix.StartsWith('/') && !request.Prefix.EndsWith('/') && !request.Prefix.Contains("//", StringComparison.Ordinal), "a prefix that is none");
    }

    private static void CheckDate(string text)
    {
        if (HttpDate.TryParse(text, s_now, out DateTimeOffset date))
            Finding.Unless(HttpDate.TryParse(HttpDate.Format(date), s_now, out DateTimeOffset again) && again == date, "written and read, it is another one");
    }

    private static void CheckTarget(string text)
    {
        RequestTarget target = RequestTarget.Parse(text);
        foreach (string segment in target.Segments)
            Finding.Unless(segment is not ("." or "..") && !segment.AsSpan().ContainsAny('/', '\\', '\0'), "a segment that leads elsewhere");
        RequestTarget again = RequestTarget.Parse(target.Path + (target.Query.Length > 0 ? "?" + target.Query : ""));
        Finding.Unless(again.Segments.SequenceEqual(target.Segments) && again.Query == target.Query && again.TrailingSlash == target.TrailingSlash, "read again, it is another one");
    }

    private static void Evaluate(Preconditions preconditions)
    {
        preconditions.Evaluate(true, new EntityTag("x"), s_now);
        preconditions.RangeApplies(new EntityTag("x"), s_now);
    }
}
