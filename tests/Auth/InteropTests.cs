using System.Text;
using System.Text.Json.Nodes;
using Maple.Auth;

namespace Maple.Tests.Auth;

/// <summary>Tokens made on one side and read on the other.</summary>
[Collection(PythonTests.Name)]
public sealed class InteropTests(Python python)
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private static readonly string[] s_payloads =
    [
        "0", "42", "-1", "9007199254740993", "1.5", "null", "true", "\"\"", "[]", "{}",
        """{"id":7,"name":"枫叶","tags":["a","b"],"nested":{"x":null}}""",
        "\"quote \\\" backslash \\\\ newline \\n bell \\u0007 del \u007f line \u2028 leaf 🍁\"",
        $"[{string.Join(',', Enumerable.Range(0, 400).Select(i => i % 7))}]",
        $"\"{new string('a', 5_000)}\"",
    ];

    [Fact]
    public async Task Each_side_reads_what_the_other_signed()
    {
        Scheme[] schemes = Scheme.All();
        foreach (string json in (string[])["42", s_payloads[10], s_payloads[12]])
        {
            JsonNode[] theirs = await python.AskAsync([.. schemes.Select(scheme => scheme.DumpRequest(json, s_now))]);
            string[] ours = [.. schemes.Select(scheme => scheme.Serializer(s_now).Dump(Encoding.UTF8.GetBytes(json)))];
            JsonNode[] read = await python.AskAsync(
                [.. schemes.Zip(ours, (scheme, token) => scheme.LoadRequest(Encoding.ASCII.GetBytes(token), s_now, 60))]);

            for (int i = 0; i < schemes.Length; i++)
            {
                LoadedToken loaded = schemes[i].Serializer(s_now).Load((string)theirs[i]["token"]!, TimeSpan.FromMinutes(1));
                Assert.Equal(TokenVerdict.Valid, loaded.Verdict);
                Assert.Equal(json, Encoding.UTF8.GetString(loaded.Json.Span));
                Assert.Equal(s_now, loaded.SignedAt);

                Assert.Equal("Valid", (string)read[i]["verdict"]!);
                Assert.Equal(json, (string)read[i]["json"]!);
                Assert.Equal(s_now.ToUnixTimeSeconds(), (long)read[i]["at"]!);
            }
        }
    }

    [Fact]
    public async Task Every_kind_of_payload_survives_both_ways()
    {
        JsonNode[] theirs = await python.AskAsync([.. s_payloads.Select(json => Scheme.Usual.DumpRequest(json, s_now))]);
        UrlSafeTimedSerializer serializer = Scheme.Usual.Serializer(s_now);
        for (int i = 0; i < s_payloads.Length; i++)
        {
            string json = s_payloads[i], token = (string)theirs[i]["token"]!, ours = serializer.Dump(Encoding.UTF8.GetBytes(json));
            Assert.Equal(json, Encoding.UTF8.GetString(serializer.Load(token).Json.Span));
            JsonNode answer = await python.AskAsync(Scheme.Usual.LoadRequest(Encoding.ASCII.GetBytes(ours), s_now, null));
            Assert.Equal(json, (string?)answer["json"]);
            // Two deflaters may pack the same bytes differently; without compression nothing is left to choice.
            Assert.Equal(token.StartsWith('.'), ours.StartsWith('.'));
            if (!token.StartsWith('.'))
                Assert.Equal(token, ours);
        }
    }

    [Fact]
    public async Task Integers_and_strings_become_the_very_same_token()
    {
        UrlSafeTimedSerializer serializer = Scheme.Usual.Serializer(s_now);
        foreach (long id in (long[])[0, 1, -1, 1234567890123, long.MaxValue, long.MinValue])
        {
            JsonNode answer = await python.AskAsync(Scheme.Usual.DumpRequest($"{id}", s_now));
            Assert.Equal((string)answer["token"]!, serializer.Dump(id));
            Assert.Equal(id, serializer.Load(serializer.Dump(id)).Int64);
        }

        // In pieces that are too short to be compressed.
        IEnumerable<string> everyAsciiCharacter = Enumerable.Range(0, 128).Select(i => (char)i).Chunk(2).Select(piece => new string(piece));
        foreach (string text in (string[])["", "bob", "枫叶 🍁 \u2028 \ue000 \uffff", .. everyAsciiCharacter])
        {
            JsonNode answer = await python.AskAsync(Scheme.Usual.DumpRequest(JsonValue.Create(text).ToJsonString(), s_now));
            Assert.Equal((string)answer["token"]!, serializer.Dump(text));
            Assert.Equal(text, serializer.Load(serializer.Dump(text)).String);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(4_294_967_296)]
    [InlineData(253_402_300_799)]
    public async Task Any_timestamp_gives_the_same_token(long seconds)
    {
        DateTimeOffset then = DateTimeOffset.FromUnixTimeSeconds(seconds);
        JsonNode answer = await python.AskAsync(Scheme.Usual.DumpRequest("7", then));
        Assert.Equal((string)answer["token"]!, Scheme.Usual.Serializer(then).Dump(7));
        Assert.Equal(then, Scheme.Usual.Serializer(s_now).Load((string)answer["token"]!).SignedAt);
    }

    [Fact]
    public async Task Plain_signatures_are_the_same_bytes()
    {
        byte[] value = [0, 0xff, (byte)'.', 0x80];
        Scheme[] schemes = Scheme.All();
        JsonNode[] answers = await python.AskAsync([.. schemes.Select(scheme =>
        {
            JsonObject request = scheme.Request("sign", s_now);
            request["value"] = Convert.ToHexStringLower(value);
            return request;
        })]);
        for (int i = 0; i < schemes.Length; i++)
            Assert.Equal((string)answers[i]["signed"]!, Convert.ToHexStringLower(schemes[i].Signer.Sign(value)));
    }
}
