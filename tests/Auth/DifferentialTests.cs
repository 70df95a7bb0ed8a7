using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Maple.Auth;

namespace Maple.Tests.Auth;

/// <summary>Broken tokens, generated from fixed seeds: both sides must give the same verdict on each.</summary>
[Collection(PythonTests.Name)]
public sealed class DifferentialTests(Python python)
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    [Fact]
    public async Task Mutated_tokens()
    {
        var mutator = new Mutator(1);
        var cases = new List<Case>();
        foreach (var digest in Scheme.Digests)
        {
            Scheme scheme = Scheme.Usual with { Digest = digest };
            foreach (string json in (string[])["42", """{"id":7,"name":"枫叶"}""", $"\"{new string('a', 500)}\""])
            {
                byte[] token = Encoding.ASCII.GetBytes(scheme.Serializer(s_now).Dump(Encoding.UTF8.GetBytes(json)));
                for (int length = 0; length < token.Length; length++)
                    cases.Add(new(scheme, token[..length], 60));
                for (int i = 0; i < 200; i++)
                    cases.Add(new(scheme, mutator.Mutate(token), 60));
            }
        }

        Dictionary<TokenVerdict, int> seen = await CompareAsync(cases);
        AssertAmong(seen, TokenVerdict.Valid, TokenVerdict.BadSignature, TokenVerdict.BadTimeSignature);
    }

    [Fact]
    public async Task Rightly_signed_nonsense()
    {
        var mutator = new Mutator(2);
        var cases = new List<Case>();
        foreach (byte[] payload in Payloads())
        {
            cases.Add(Signed(payload, "arE7gA"u8));
            for (int i = 0; i < 15; i++)
                cases.Add(Signed(mutator.Mutate(payload), "arE7gA"u8));
        }

        foreach (byte[] timestamp in Timestamps())
        {
            cases.Add(Signed("NDI"u8, timestamp));
            cases.Add(Signed("NDI"u8, timestamp) with { MaxAge = null });
            for (int i = 0; i < 15; i++)
                cases.Add(Signed("NDI"u8, mutator.Mutate(timestamp)));
        }

        cases.Add(new(Scheme.Usual, Scheme.Usual.Signer.Sign("NDI"u8), 60));
        cases.Add(new(Scheme.Usual, Scheme.Usual.Signer.Sign(""u8), 60));

        Dictionary<TokenVerdict, int> seen = await CompareAsync(cases);
        AssertAmong(
            seen, TokenVerdict.Valid, TokenVerdict.BadTimeSignature, TokenVerdict.SignatureExpired, TokenVerdict.BadPayload);
    }

    [Fact]
    public async Task Ages()
    {
        string token = Scheme.Usual.Serializer(s_now).Dump(42);
        int?[] maxAges = [null, -1, 0, 1, 60, int.MaxValue];
        int[] offsets = [-86_400, -61, -60, -1, 0, 1, 59, 60, 61, 62, 86_400];
        await CompareAsync([.. from offset in offsets
                               from maxAge in maxAges
                               select new Case(Scheme.Usual, Encoding.ASCII.GetBytes(token), maxAge) { Now = s_now.AddSeconds(offset) }]);
    }

    [Fact]
    public async Task Keys_and_salts_that_differ()
    {
        Scheme signing = Scheme.Usual;
        byte[] token = Encoding.ASCII.GetBytes(signing.Serializer(s_now).Dump(42)), other = "another secret"u8.ToArray();
        Dictionary<TokenVerdict, int> seen = await CompareAsync(
        [
            new(signing with { Keys = [other] }, token, 60),
            new(signing with { Keys = [other, signing.Keys[0]] }, token, 60),
            new(signing with { Keys = [signing.Keys[0], other] }, token, 60),
            new(signing with { Salt = "salt2"u8.ToArray() }, token, 60),
            new(signing with { Digest = Scheme.Digests[1] }, token, 60),
            // What django-concat cannot tell apart: the salt and key run together around the word.
            new(signing with { Salt = "saltsigner"u8.ToArray(), Keys = [signing.Keys[0][6..]] }, token, 60),
        ]);
        Assert.Equal(2, seen[TokenVerdict.Valid]);
    }

    /// <summary>A corpus in which all tokens are refused for one reason would prove little.</summary>
    private static void AssertAmong(Dictionary<TokenVerdict, int> seen, params TokenVerdict[] expected) =>
        Assert.All(expected, verdict => Assert.True(seen.GetValueOrDefault(verdict) > 0, $"no token was {verdict}"));

    private static Case Signed(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> timestamp) =>
        new(Scheme.Usual, Scheme.Usual.Signer.Sign([.. payload, (byte)'.', .. timestamp]), 1_000_000);

    private static IEnumerable<byte[]> Payloads()
    {
        string[] texts =
        [
            "", "42", "4 2", " 42\n", "42,", "[1,2", "{'a':1}", "\"\\ud800\"", "\"\t\"", "\"\\x\"", "tru", "01", "-", "1e5", "1e999",
            "\ufeff42", "// no\n42", "[1,]", "nul\0", "\0", "{\"a\"}", "\"a\" \"b\"", $"{new string('[', 50)}{new string(']', 50)}",
        ];
        foreach (string text in texts)
            yield return LenientBase64.Encode(Encoding.UTF8.GetBytes(text));
        foreach (byte[] bytes in (byte[][])[[0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]])
            yield return LenientBase64.Encode(bytes);
        yield return "."u8.ToArray();
        yield return ".NDI"u8.ToArray();
        yield return "..NDI"u8.ToArray();

        foreach (string json in (string[])["42", $"\"{new string('a', 300)}\""])
        {
            foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
            {
                using var output = new MemoryStream();
                using (var zlib = new ZLibStream(output, level))
                    zlib.Write(Encoding.UTF8.GetBytes(json));
                byte[] whole = output.ToArray();
                for (int cut = 0; cut <= whole.Length; cut++)
                    yield return [(byte)'.', .. LenientBase64.Encode(whole.AsSpan(0, cut))];
                yield return [(byte)'.', .. LenientBase64.Encode([.. whole, 1, 2, 3])];
                yield return [(byte)'.', .. LenientBase64.Encode([.. whole, .. whole])];
            }
        }
    }

    private static IEnumerable<byte[]> Timestamps() =>
        new ulong[] { 0, 1, 1_790_000_000, 253_402_300_799, 253_402_300_800, long.MaxValue, ulong.MaxValue }
            .Select(seconds => LenientBase64.Encode(Convert.FromHexString($"{seconds:x16}")))
            .Concat([[], "!"u8.ToArray(), "A"u8.ToArray(), "AAAA"u8.ToArray(), "="u8.ToArray(), "AAAAAAAAAAAAAA"u8.ToArray(), "\0"u8.ToArray()]);

    private async Task<Dictionary<TokenVerdict, int>> CompareAsync(IReadOnlyList<Case> cases)
    {
        JsonNode[] answers = await python.AskAsync([.. cases.Select(c => c.Scheme.LoadRequest(c.Token, c.Now, c.MaxAge))]);
        var seen = new Dictionary<TokenVerdict, int>();
        for (int i = 0; i < cases.Count; i++)
        {
            (Scheme scheme, byte[] token, int? maxAge) = cases[i];
            LoadedToken ours = scheme.Serializer(cases[i].Now).Load(token, maxAge is { } s ? TimeSpan.FromSeconds(s) : null);
            string verdict = (string)answers[i]["verdict"]!;
            // itsdangerous 2.1 fails on a signed time after the year 9999 instead of giving a verdict.
            TokenVerdict theirs = verdict == "NoVerdict" ? TokenVerdict.BadTimeSignature : Enum.Parse<TokenVerdict>(verdict);
            Assert.True(theirs == ours.Verdict, $"{Encoding.Latin1.GetString(token)}: python says {verdict}, maple {ours.Verdict}");
            seen[theirs] = seen.GetValueOrDefault(theirs) + 1;
            if (!ours.IsValid)
                continue;
            Assert.Equal((long)answers[i]["at"]!, ours.SignedAt.ToUnixTimeSeconds());
            Assert.Equal((string)answers[i]["json"]!, Encoding.UTF8.GetString(ours.Json.Span));
        }

        return seen;
    }

    private sealed record Case(Scheme Scheme, byte[] Token, int? MaxAge)
    {
        public DateTimeOffset Now { get; init; } = s_now;
    }
}
