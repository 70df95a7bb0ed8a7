using System.Diagnostics;
using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Content;
using Maple.Http.Multipart;
using Maple.Http.Parsing;
using Maple.Tests.Http.Multipart;

namespace Maple.Tests.Http.Parsing;

/// <summary>Whatever comes in, a parser answers or refuses; it neither breaks nor hangs.</summary>
public sealed class HostileInputTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TrustedProxies s_trusted = TrustedProxies.Parse(["127.0.0.1", "10.0.0.0/8"], out _);

    private static readonly Dictionary<string, Action<string>> s_parsers = new()
    {
        ["accept"] = text => Accept.Prefer(text, "application/json", "text/plain"),
        ["accept-language"] = text => AcceptLanguage.Prefer(text),
        ["boundary"] = text => Boundary.Parse(text),
        ["boundary parameter"] = text => Boundary.Parse("multipart/form-data; boundary=" + text),
        ["content-disposition"] = text => ContentDisposition.Parse(text),
        ["cookie"] = text => Cookies.Find(text, "a"),
        ["entity tag"] = text => EntityTag.TryParse(text, out _),
        ["excerpt"] = text => Excerpt.Of(text),
        ["file name"] = text => AssertClean(FileNames.Clean(text)),
        ["form"] = text => FormUrlEncoded.Parse(Encoding.UTF8.GetBytes(text)),
        ["query"] = text => FormUrlEncoded.ParseQuery(text),
        ["forwarded"] = text => ForwardedHeaders.Resolve(IPAddress.Loopback, s_trusted, name => name == "Forwarded" ? text : null),
        ["x-forwarded"] = text => ForwardedHeaders.Resolve(IPAddress.Loopback, s_trusted, _ => text),
        ["host"] = text => HostHeader.IsValid(text),
        ["date"] = text => HttpDate.TryParse(text, s_now, out _),
        ["if-match"] = text => Evaluate(new Preconditions(s_now) { IfMatch = text }),
        ["if-none-match"] = text => Evaluate(new Preconditions(s_now) { IfNoneMatch = text }),
        ["if-modified-since"] = text => Evaluate(new Preconditions(s_now) { IfModifiedSince = text, IfUnmodifiedSince = text, IfRange = text }),
        ["range"] = text => AssertInside(text),
        ["target"] = text => AssertSafe(RequestTarget.Parse(text)),
        ["target path"] = text => AssertSafe(RequestTarget.Parse("/" + text)),
        ["proxies"] = text => TrustedProxies.Parse([text], out _),
    };

    public static TheoryData<string> Parsers => [.. s_parsers.Keys];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Random_pieces_are_answered_or_refused(string parser)
    {
        var texts = new RandomText(seed: 11);
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 20_000 && clock.ElapsedMilliseconds < 2_000; i++)
        {
            Try(s_parsers[parser], texts.Next());
        }
    }

    /// <summary>
    /// 128 KB of anything take milliseconds where the work grows with the length, and far longer than the bound where it grows with its
    /// square.
    /// </summary>
    [Theory]
    [MemberData(nameof(Parsers))]
    public async Task The_same_piece_over_and_over_does_not_hang(string parser)
    {
        string[] pieces = ["a", "\"", "\\\"", ",", ";", "=", "a=\"b\";", "%41", "%", "/", "/a", "&", "a&", "'", "-", " ", "\"a\",", "W/\"a\",", "q;q=1,", "1.2.3.4,", "10.1.1.1,", "for=10.1.1.1,", "\ud83d", "图"];
        foreach (string piece in pieces)
        {
            string text = string.Concat(Enumerable.Repeat(piece, (1 << 17) / piece.Length));
            await Task.Run(() => Try(s_parsers[parser], text), TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Spoilt_forms_are_read_or_refused_in_reads_of_any_size()
    {
        var random = new Random(5);
        var clock = Stopwatch.StartNew();
        foreach (byte[] body in Mutations.Bodies(seed: 6, count: 20_000))
        {
            if (clock.ElapsedMilliseconds > 2_000)
            {
                break;
            }
            string? whole = await Outcome(body, int.MaxValue);
            Assert.Equal(whole, await Outcome(body, random.Next(1, 20)));
        }
    }

    private static async Task<string?> Outcome(byte[] body, int size)
    {
        try
        {
            return string.Join('|', await Form.Read(new CutStream(body, size)));
        }
        catch (MapleException refusal)
        {
            return refusal.Message;
        }
    }

    private static void Try(Action<string> parser, string text)
    {
        try
        {
            parser(text);
        }
        catch (MapleException refusal)
        {
            Assert.True(refusal.Message.Length < 400, "a message must not repeat all that was sent");
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }
    }

    private static void Evaluate(Preconditions preconditions)
    {
        preconditions.Evaluate(true, new EntityTag("x"), s_now);
        preconditions.RangeApplies(new EntityTag("x"), s_now);
    }

    private static void AssertClean(string name)
    {
        Assert.InRange(name.Length, 1, 255);
        Assert.DoesNotContain(name, FileNames.IsUnprintable);
        Assert.Equal(name, FileNames.Clean(name));
    }

    private static void AssertInside(string header)
    {
        foreach (string text in new[] { header, "bytes=" + header })
        {
            if (ByteRange.Parse(text, 10, out var range) == RangeKind.Partial)
            {
                Assert.InRange(range.First, 0, 9);
                Assert.InRange(range.Last, range.First, 9);
            }
        }
    }

    private static void AssertSafe(RequestTarget target) =>
        Assert.DoesNotContain(target.Segments, segment => segment is "." or ".." || segment.AsSpan().ContainsAny('/', '\\', '\0'));
}
