using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Maple.Auth;
using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>
/// The token parser. A changed token is refused, or what it signs is byte for byte what was signed with the key (base64 has spare bits). Inputs that
/// begin with 's' are signed rightly before, so that what lies behind the signature is reached: base64, zlib, timestamp, JSON.
/// </summary>
internal class TokenTarget(string name = "token") : Target(name)
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1_000_000);

    private static readonly Signer s_signer = new(["a secret of the usual length"u8.ToArray()], "salt"u8.ToArray(), HashAlgorithmName.SHA1);

    private static readonly UrlSafeTimedSerializer s_serializer = new(new TimestampSigner(s_signer, new FixedTime(Now)));

    private static readonly string[] s_json = ["42", """{"id":7,"name":"枫叶"}""", $"\"{new string('a', 500)}\"", "[]", "-1.5e3", "null"];

    private static readonly byte[][] s_tokens = [.. s_json.Select(json => Encoding.ASCII.GetBytes(s_serializer.Dump(Encoding.UTF8.GetBytes(json))))];

    private static readonly HashSet<string> s_signed = [.. s_tokens.Select(Signed)];

    public override string CorpusName => "token";

    public override IEnumerable<byte[]> Seeds =>
    [
        .. s_tokens,
        .. s_tokens.Select(token => (byte[])[(byte)'s', .. token.AsSpan(0, token.AsSpan().LastIndexOf((byte)'.'))]),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } = Pieces.Of(
        ".", "..", "=", "==", "-", "_", "+", "/", "A", "AAAA", "NDI", "s", " ", "\0", "\x80", "arE7gA", "s.eJw", "eJw", "MSwy", "WzEs", "IiI", "e30", "TmFO", "________");

    // Whatever the payload, zlib gets a buffer of MaxPayload.
    public override long MayAllocate(int length) => (256 << 10) + 64L * length;

    public override byte[] Question(byte[] input) => input is [(byte)'s', .. var value] ? s_signer.Sign(value) : input;

    public override string? Check(byte[] input)
    {
        byte[] token = Question(input);
        LoadedToken loaded = s_serializer.Load(token, MaxAge);
        if (!loaded.IsValid)
        {
            Finding.Unless(loaded.Json.IsEmpty, "a refused token has a payload");
            return loaded.Verdict.ToString();
        }

        Finding.Unless(input is [(byte)'s', ..] || s_signed.Contains(Signed(token)), "forged");
        Finding.Unless(loaded.Json.Length is > 0 and <= UrlSafeTimedSerializer.MaxPayload, $"a payload of {loaded.Json.Length} bytes");
        _ = (loaded.Int64, loaded.String);
        return string.Create(CultureInfo.InvariantCulture, $"Valid {loaded.SignedAt.ToUnixTimeSeconds()} {Convert.ToHexStringLower(loaded.Json.Span)}");
    }

    private static string Signed(byte[] token) => Encoding.Latin1.GetString(token.AsSpan(0, token.AsSpan().LastIndexOf((byte)'.')));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
