using System.IO.Compression;
using System.Text;
using Maple.Auth;

namespace Maple.Tests.Auth;

/// <summary>Where maple is stricter than the original, and limits.</summary>
public sealed class UrlSafeTimedSerializerTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private readonly UrlSafeTimedSerializer _serializer = Scheme.Usual.Serializer(s_now);

    [Fact]
    public void A_payload_as_large_as_allowed_comes_back_and_one_byte_more_is_refused()
    {
        foreach (char filling in (char[])['a', '\u20ac'])
        {
            int width = Encoding.UTF8.GetByteCount([filling]);
            byte[] json = Encoding.UTF8.GetBytes($"\"{new string(filling, (UrlSafeTimedSerializer.MaxPayload - 2) / width)}\"");
            Assert.Equal(json, _serializer.Load(_serializer.Dump(json)).Json.ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _serializer.Dump(new byte[UrlSafeTimedSerializer.MaxPayload + 1]));
    }

    [Fact]
    public void The_largest_payload_that_does_not_compress_fits_in_a_token()
    {
        byte[] noise = new byte[UrlSafeTimedSerializer.MaxPayload / 4 * 3 - 3];
        new Random(4).NextBytes(noise);
        byte[] json = Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(noise)}\"");
        Assert.True(_serializer.Load(_serializer.Dump(json)).IsValid);
        Assert.True(Signed(json).IsValid);
    }

    /// <summary>RFC 1950: FDICT, a dictionary that only the writer has.</summary>
    [Fact]
    public void A_payload_that_wants_a_dictionary_is_refused()
    {
        byte[] payload = [(byte)'.', .. LenientBase64.Encode([0x78, 0xBB, 1, 2, 3, 4, 5, 6])];

        Assert.Equal(TokenVerdict.BadPayload, _serializer.Load(Scheme.Usual.Signer.Sign([.. payload, (byte)'.', .. "arE7gA"u8])).Verdict);
    }

    [Fact]
    public void A_zip_bomb_is_refused_though_it_is_rightly_signed()
    {
        Assert.Equal(TokenVerdict.Valid, Signed(Blanks(UrlSafeTimedSerializer.MaxPayload), compress: true).Verdict);
        Assert.Equal(TokenVerdict.BadPayload, Signed(Blanks(UrlSafeTimedSerializer.MaxPayload + 1), compress: true).Verdict);
        Assert.Equal(TokenVerdict.BadPayload, Signed(Blanks(50_000_000), compress: true).Verdict);
        Assert.Equal(TokenVerdict.BadPayload, Signed(Blanks(UrlSafeTimedSerializer.MaxPayload + 1)).Verdict);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("[NaN]")]
    public void What_only_Python_calls_JSON_is_refused(string json) =>
        Assert.Equal(TokenVerdict.BadPayload, Signed(Encoding.ASCII.GetBytes(json)).Verdict);

    [Fact]
    public void Nesting_beyond_64_is_refused()
    {
        Assert.Equal(TokenVerdict.Valid, Signed(Nested(64)).Verdict);
        Assert.Equal(TokenVerdict.BadPayload, Signed(Nested(65)).Verdict);
        Assert.Equal(TokenVerdict.BadPayload, Signed(Nested(30_000)).Verdict);
    }

    [Fact]
    public void A_giant_token_is_not_looked_at()
    {
        string token = _serializer.Dump(42);
        Assert.Equal(TokenVerdict.BadData, _serializer.Load(token + new string('=', UrlSafeTimedSerializer.MaxToken)).Verdict);
        Assert.Equal(TokenVerdict.BadData, _serializer.Load(new string('枫', UrlSafeTimedSerializer.MaxToken / 2)).Verdict);
    }

    [Fact]
    public void A_payload_of_another_kind_reads_as_null()
    {
        Assert.Null(_serializer.Load(_serializer.Dump("42")).Int64);
        Assert.Null(_serializer.Load(_serializer.Dump(42)).String);
        Assert.Null(_serializer.Load(_serializer.Dump("9223372036854775808"u8)).Int64);
        Assert.Null(_serializer.Load(_serializer.Dump("\"\\ud800\""u8)).String);
        Assert.Null(_serializer.Load("garbage").Int64);
        Assert.Null(_serializer.Load("garbage").String);
    }

    [Fact]
    public void A_signer_without_keys_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => new Signer([], [], Scheme.Digests[0]));

    private static byte[] Blanks(int length) => Encoding.ASCII.GetBytes("1" + new string(' ', length - 1));

    private static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));

    private LoadedToken Signed(byte[] json, bool compress = false)
    {
        var signer = new TimestampSigner(Scheme.Usual.Signer, TimeProvider.System);
        byte[] payload = compress ? [(byte)'.', .. LenientBase64.Encode(Compressed(json))] : LenientBase64.Encode(json);
        return _serializer.Load(signer.Sign(payload, s_now));
    }

    private static byte[] Compressed(byte[] json)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.SmallestSize))
            zlib.Write(json);
        return output.ToArray();
    }
}
